@NullMarked
package dev.sluice.dataplane.limit.key;

import org.jspecify.annotations.NullMarked;
