@NullMarked
package dev.sluice.dataplane.upstream.breaker;

import org.jspecify.annotations.NullMarked;
