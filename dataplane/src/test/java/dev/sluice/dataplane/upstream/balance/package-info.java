/** Choices over made-up candidates, with fixed seeds. */
@NullMarked
package dev.sluice.dataplane.upstream.balance;

import org.jspecify.annotations.NullMarked;
