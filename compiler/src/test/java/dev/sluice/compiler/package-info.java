/** Properties that hold for all resources. */
@NullMarked
package dev.sluice.compiler;

import org.jspecify.annotations.NullMarked;
