@NullMarked
package dev.sluice.dataplane.limit.state;

import org.jspecify.annotations.NullMarked;
