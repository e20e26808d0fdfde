/**
 * Tokens that were taken back before they expired, as a list in Redis says. A copy of the list is
 * kept here and brought up to date several times a second, so that no request asks Redis; the copy
 * outlives Redis, and says how old it is.
 */
@NullMarked
package dev.sluice.dataplane.auth.revocation;

import org.jspecify.annotations.NullMarked;
