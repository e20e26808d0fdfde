/** Sockets that accept downstream connections, with the options of the hardening table. */
@NullMarked
package dev.sluice.dataplane.listener;

import org.jspecify.annotations.NullMarked;
