/**
 * JWK Sets (RFC 7517) as people write them into resources and Secrets, judged without a clock.
 *
 * <p>True of all that leaves this package: no message quotes anything of a key.
 */
@NullMarked
package dev.sluice.compiler.jwks;

import org.jspecify.annotations.NullMarked;
