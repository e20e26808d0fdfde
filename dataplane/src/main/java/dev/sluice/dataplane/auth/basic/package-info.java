/**
 * User names and passwords (RFC 7617). Passwords are hashed on threads of their own, never on I/O
 * threads, and what leaves this package has none in it.
 */
@NullMarked
package dev.sluice.dataplane.auth.basic;

import org.jspecify.annotations.NullMarked;
