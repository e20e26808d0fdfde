@NullMarked
package dev.sluice.dataplane.memory;

import org.jspecify.annotations.NullMarked;
