@NullMarked
package dev.sluice.dataplane.dns;

import org.jspecify.annotations.NullMarked;
