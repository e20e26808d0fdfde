package dev.sluice.operator.publish;

/**
 * What this operator replica tells data planes of itself.
 *
 * @param replica its name
 * @param term transitions of the leader lease
 */
public record Standing(String replica, boolean leader, long term) {}
