package dev.sluice.dataplane.body.judge;

/**
 * How judging bodies by schemas goes.
 *
 * @param heldBytes of bodies that wait in memory
 * @param waiting bodies that wait for a thread
 * @param good bodies that satisfied their schema
 * @param refused those that did not, or were no JSON
 * @param costly those that took too many steps
 */
public record BodyFigures(long heldBytes, long waiting, long good, long refused, long costly) {}
