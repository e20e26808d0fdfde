package dev.sluice.operator.quota;

/** A counter by the hash that names it. */
record Counter(long high, long low) {}
