/**
 * Who leads: one operator replica provisions and writes statuses; all the others only publish.
 *
 * <p>True of what leaves this package: a replica that has not seen its own lease renewed within the
 * lease's duration does not call itself leader, whatever its clock did meanwhile.
 */
@NullMarked
package dev.sluice.operator.lead;

import org.jspecify.annotations.NullMarked;
