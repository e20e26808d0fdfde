/** Informers and lists to ResourceSet. */
@NullMarked
package dev.sluice.collect;

import org.jspecify.annotations.NullMarked;
