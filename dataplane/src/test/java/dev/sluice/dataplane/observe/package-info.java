@NullMarked
package dev.sluice.dataplane.observe;

import org.jspecify.annotations.NullMarked;
