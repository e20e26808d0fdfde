@NullMarked
package dev.sluice.dataplane.identity;

import org.jspecify.annotations.NullMarked;
