/**
 * What the edge withstands, on the wire: generated corpora of malformed and hostile messages in
 * both directions, judged by a parser that shares no code with the gateway, and faults under load.
 */
@NullMarked
package dev.sluice.dataplane.hardening;

import org.jspecify.annotations.NullMarked;
