/**
 * Build tools that turn the resource types into what is committed: the CRD YAML, its copy in the
 * chart, and the field reference. They run as tests, on the toolchain's JDK, because the CRD
 * generator's own Maven plugin runs inside Maven's JVM, which may be too old to load our classes.
 *
 * <p>{@code make check-generate} compares with what is committed, {@code make crds} rewrites it.
 */
@NullMarked
package dev.sluice.crds.generate;

import org.jspecify.annotations.NullMarked;
