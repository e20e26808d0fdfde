/**
 * Retry budgets: how many extra tries a backend gets, measured by the requests that it gets anyway.
 * Knows nothing of connections and requests.
 */
@NullMarked
package dev.sluice.dataplane.upstream.budget;

import org.jspecify.annotations.NullMarked;
