/**
 * Informers and lists to {@link dev.sluice.compiler.resource.ResourceSet}.
 *
 * <p>True of what leaves this package: an object that did not change is the same object as before;
 * objects carry no {@code managedFields} and no last-applied annotation; a position never claims
 * more than what was seen.
 */
@NullMarked
package dev.sluice.collect;

import org.jspecify.annotations.NullMarked;
