@NullMarked
package dev.sluice.dataplane.limit;

import org.jspecify.annotations.NullMarked;
