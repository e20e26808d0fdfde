@NullMarked
package dev.sluice.dataplane.fetch;

import org.jspecify.annotations.NullMarked;
