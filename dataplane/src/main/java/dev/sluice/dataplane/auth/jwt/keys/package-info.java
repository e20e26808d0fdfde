/**
 * The keys that tokens are verified with, and where they come from. What was loaded once stays
 * until it is replaced or too old; nobody who asks for a key waits on the thread that asks.
 */
@NullMarked
package dev.sluice.dataplane.auth.jwt.keys;

import org.jspecify.annotations.NullMarked;
