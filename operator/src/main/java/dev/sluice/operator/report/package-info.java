/**
 * Statuses: what the compiler found and what data planes acknowledged, written by one writer, on
 * the leader only.
 *
 * <p>True of what leaves this package: nothing is written that is not known; nothing is written
 * twice; a time of transition changes only when the condition does; fields of others in the same
 * status are left alone.
 */
@NullMarked
package dev.sluice.operator.report;

import org.jspecify.annotations.NullMarked;
