/** Serves traffic from snapshots; knows no Kubernetes. */
@NullMarked
package dev.sluice.dataplane;

import org.jspecify.annotations.NullMarked;
