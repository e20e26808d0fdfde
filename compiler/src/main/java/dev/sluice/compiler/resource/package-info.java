/**
 * What goes into the compiler: resources as users wrote them, and who is who among them.
 *
 * <p>True of everything here: it is input, collected elsewhere and never changed.
 */
@NullMarked
package dev.sluice.compiler.resource;

import org.jspecify.annotations.NullMarked;
