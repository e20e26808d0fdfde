/**
 * The operator's own certificate authority and the serving certificate of the config service.
 *
 * <p>True of what leaves this package: all replicas serve with one certificate from one Secret,
 * whichever of them made it; whoever trusts the published bundle trusts the present certificate and
 * the next one; a renewal needs no restart and ends no connection; keys never appear in text.
 */
@NullMarked
package dev.sluice.operator.certificate;

import org.jspecify.annotations.NullMarked;
