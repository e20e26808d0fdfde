/**
 * Small documents that the gateway itself asks others for: at addresses that were judged and no
 * other, with TLS verified, without following redirects, within limits of time and size.
 */
@NullMarked
package dev.sluice.dataplane.fetch;

import org.jspecify.annotations.NullMarked;
