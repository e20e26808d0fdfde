/**
 * The resources as users write them, group {@code sluice.dev}, version {@code v1alpha1}.
 *
 * <p>The records mirror the YAML: optional members are {@code @Nullable} (absent is not the same as
 * a value; defaults are the compiler's business), absent lists are empty. A field stands here only
 * once it works. The CRD YAML is generated from these types.
 */
@NullMarked
package dev.sluice.crds;

import org.jspecify.annotations.NullMarked;
