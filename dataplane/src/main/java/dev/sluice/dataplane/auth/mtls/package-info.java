/**
 * Certificates that clients showed when they opened their connections. The listener has verified
 * them; here it is found out whom they name, once for a connection. What can be read in two ways is
 * refused.
 */
@NullMarked
package dev.sluice.dataplane.auth.mtls;

import org.jspecify.annotations.NullMarked;
