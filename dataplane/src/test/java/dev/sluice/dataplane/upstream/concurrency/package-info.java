@NullMarked
package dev.sluice.dataplane.upstream.concurrency;

import org.jspecify.annotations.NullMarked;
