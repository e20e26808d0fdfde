/**
 * JSON Web Tokens (RFC 7519), checked as RFC 8725 says: strictly by ourselves first, for libraries
 * take many writings of one token; by the library for the signature; and remembered whole until
 * they expire.
 */
@NullMarked
package dev.sluice.dataplane.auth.jwt;

import org.jspecify.annotations.NullMarked;
