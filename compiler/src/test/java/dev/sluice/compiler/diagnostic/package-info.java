/** Tests of what is said to people. */
@NullMarked
package dev.sluice.compiler.diagnostic;

import org.jspecify.annotations.NullMarked;
