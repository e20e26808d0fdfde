/**
 * What is counted for each limit of each policy. Outlives snapshots: a change of something else
 * resets nothing here. Metrics and the admin API read it.
 */
@NullMarked
package dev.sluice.dataplane.limit.state;

import org.jspecify.annotations.NullMarked;
