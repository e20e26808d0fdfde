package dev.sluice.dataplane.auth.revocation;

import java.util.SortedMap;

/**
 * How it stands with the copy of the list. What counts counts since the start.
 *
 * @param loaded whether it was ever read
 * @param ageMillis since it was up to date
 * @param dropped entries that there was no room for
 * @param malformed entries that say nothing
 * @param refused requests with a token that was taken back, by provider
 * @param lastFailure empty while it is up to date
 */
public record RevocationView(
    boolean loaded,
    long ageMillis,
    int entries,
    long dropped,
    long malformed,
    SortedMap<String, Long> refused,
    String lastFailure) {}
