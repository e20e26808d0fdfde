/** Properties of resolving that no whole resource is needed for. */
@NullMarked
package dev.sluice.compiler.resolve;

import org.jspecify.annotations.NullMarked;
