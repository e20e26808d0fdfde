/**
 * Tokens that their issuer is asked about (RFC 7662). Few questions are put at a time, each once
 * however many wait for it; an answer holds for a while and never beyond the token. Whatever the
 * issuer does, no thread of requests waits for it, and a client is to blame only if the issuer says
 * so.
 */
@NullMarked
package dev.sluice.dataplane.auth.introspection;

import org.jspecify.annotations.NullMarked;
