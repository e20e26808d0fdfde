/**
 * Certificates, keys and trust as the platform's TLS wants them, and what a listener makes of them.
 * A leaf: it knows the snapshot and nothing of sockets. Nothing here prints a key.
 */
@NullMarked
package dev.sluice.dataplane.tls;

import org.jspecify.annotations.NullMarked;
