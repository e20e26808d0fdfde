/** Tests of the strict loader. */
@NullMarked
package dev.sluice.compiler.yaml;

import org.jspecify.annotations.NullMarked;
