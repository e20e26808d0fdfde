/**
 * Where bodies wait and who judges them: bounded memory, threads with fair turns, verdicts. Knows
 * nothing of requests.
 */
@NullMarked
package dev.sluice.dataplane.body.judge;

import org.jspecify.annotations.NullMarked;
