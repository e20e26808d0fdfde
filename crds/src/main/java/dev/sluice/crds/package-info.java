/** The resource types and the generated, committed CRD YAML. */
@NullMarked
package dev.sluice.crds;

import org.jspecify.annotations.NullMarked;
