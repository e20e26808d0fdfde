/**
 * A service that is asked about every request, and whose answer counts. What it says is checked
 * like what a stranger says: it may decide who passes, and not break the messages of others.
 */
@NullMarked
package dev.sluice.dataplane.auth.external;

import org.jspecify.annotations.NullMarked;
