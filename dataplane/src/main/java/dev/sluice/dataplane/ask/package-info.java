/**
 * What the gateway itself asks a backend, besides what clients ask. A leaf between who wants to
 * know and the upstream path, which owns connections, health and credentials of backends: neither
 * knows the other.
 */
@NullMarked
package dev.sluice.dataplane.ask;

import org.jspecify.annotations.NullMarked;
