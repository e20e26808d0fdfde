/**
 * The JOSDK controller: provision, then report. It runs on the leader only, started and stopped
 * with the lease, and touches no configuration.
 */
@NullMarked
package dev.sluice.operator.reconcile;

import org.jspecify.annotations.NullMarked;
