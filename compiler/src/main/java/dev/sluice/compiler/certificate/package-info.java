/**
 * Certificates and keys as people write them (RFC 7468), judged without a clock.
 *
 * <p>True of all that leaves this package: it is in one form, whatever the tool that wrote it, and
 * no message quotes anything of a key.
 */
@NullMarked
package dev.sluice.compiler.certificate;

import org.jspecify.annotations.NullMarked;
