/**
 * The whole system on real parts: API server, operator, data planes, backends, kubectl.
 *
 * <p>There is no kubelet here. A pod is a local process in a network namespace of its own, with its
 * own address, on a bridge that the test makes and removes.
 */
@NullMarked
package dev.sluice.e2e;

import org.jspecify.annotations.NullMarked;
