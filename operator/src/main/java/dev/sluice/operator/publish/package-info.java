/**
 * The push server: data planes open one WebSocket over TLS, say who they are, and get the newest
 * configuration.
 *
 * <p>True of all that leaves this package: nobody gets a configuration but the ServiceAccount of
 * the data plane that it is for; each stream has one message in flight and holds at most the latest
 * state to send, however slow its peer; bytes are encoded once and shared by all streams; what a
 * data plane serves is known only from what it says itself.
 */
@NullMarked
package dev.sluice.operator.publish;

import org.jspecify.annotations.NullMarked;
