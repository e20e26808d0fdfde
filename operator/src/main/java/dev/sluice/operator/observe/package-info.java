/**
 * What the operator shows of itself: metrics, liveness, readiness.
 *
 * <p>Liveness never depends on the API server: a restart would not bring it back. Readiness means
 * that a first configuration is compiled and can be handed out.
 */
@NullMarked
package dev.sluice.operator.observe;

import org.jspecify.annotations.NullMarked;
