package dev.sluice.dataplane.auth.basic;

/**
 * How comparing passwords goes. What was remembered is not compared and not counted.
 *
 * @param busy how many were turned away because too many waited
 * @param waiting now
 */
public record PasswordFigures(long right, long wrong, long busy, int waiting) {}
