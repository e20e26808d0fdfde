@NullMarked
package dev.sluice.dataplane.auth.line;

import org.jspecify.annotations.NullMarked;
