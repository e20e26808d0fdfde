/**
 * How the data plane says it: total functions from what is resolved to sections of the snapshot.
 *
 * <p>True of this package: nothing can fail, nothing is decided, and no Kubernetes type is in
 * sight.
 */
@NullMarked
package dev.sluice.compiler.translate;

import org.jspecify.annotations.NullMarked;
