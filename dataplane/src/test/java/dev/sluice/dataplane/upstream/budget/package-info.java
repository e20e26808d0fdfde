@NullMarked
package dev.sluice.dataplane.upstream.budget;

import org.jspecify.annotations.NullMarked;
