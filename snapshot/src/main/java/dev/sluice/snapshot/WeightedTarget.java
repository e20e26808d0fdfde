package dev.sluice.snapshot;

/**
 * @param weight 0 (never chosen) to 1,000,000, relative to the other targets of the rule
 */
public record WeightedTarget(Target target, int weight) {}
