/**
 * TLS on connections to backends: bytes in, records out, without waiting. A leaf: it knows an
 * engine and a socket, and nothing of requests or pools.
 */
@NullMarked
package dev.sluice.dataplane.upstream.tls;

import org.jspecify.annotations.NullMarked;
