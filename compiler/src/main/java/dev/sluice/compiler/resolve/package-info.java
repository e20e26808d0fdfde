/**
 * What resources mean, and whether it is allowed: one resolver for each kind.
 *
 * <p>True of all that leaves this package: defaults are filled in, references followed and
 * consented to, names and paths in normal form, text free of control characters. What could not be
 * used has been said to {@link dev.sluice.compiler.diagnostic.Diagnostics} and is not here, except
 * where the last good version stands in for it. There is no Kubernetes type in the results.
 */
@NullMarked
package dev.sluice.compiler.resolve;

import org.jspecify.annotations.NullMarked;
