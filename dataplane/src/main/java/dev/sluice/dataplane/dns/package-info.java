/**
 * Names looked up by asking the DNS, asynchronously, and again whenever an answer is over. The JDK
 * would block a thread and hide how long an answer is good for. Knows nothing of backends.
 */
@NullMarked
package dev.sluice.dataplane.dns;

import org.jspecify.annotations.NullMarked;
