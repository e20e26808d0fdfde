/**
 * The contract between the planes: what the compiler says and what the data plane does.
 *
 * <p>True of everything in this package: it is immutable; lists are copied and, where order carries
 * no meaning, sorted; nothing is null; nothing is left to a default that only one side knows; there
 * is no Kubernetes type. Jackson appears in {@link dev.sluice.snapshot.SnapshotCodec} and {@link
 * dev.sluice.snapshot.PushCodec} only.
 */
@NullMarked
package dev.sluice.snapshot;

import org.jspecify.annotations.NullMarked;
