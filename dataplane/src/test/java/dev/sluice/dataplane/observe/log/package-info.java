@NullMarked
package dev.sluice.dataplane.observe.log;

import org.jspecify.annotations.NullMarked;
