/** ResourceSet to Snapshot and one report per resource: a pure function. */
@NullMarked
package dev.sluice.compiler;

import org.jspecify.annotations.NullMarked;
