/**
 * Requests that pages of other origins make. What leaves this package has been told apart from
 * them: a preflight is answered here and never sent on, and every other answer carries the
 * gateway's word about who may read it and nobody else's.
 */
@NullMarked
package dev.sluice.dataplane.cors;

import org.jspecify.annotations.NullMarked;
