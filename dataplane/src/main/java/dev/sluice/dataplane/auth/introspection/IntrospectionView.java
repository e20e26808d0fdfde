package dev.sluice.dataplane.auth.introspection;

/**
 * A provider of tokens that its issuer is asked about, for metrics and pages. What counts counts
 * since the start.
 *
 * @param active answers
 * @param inactive answers, and such as are not for this provider
 * @param failed calls without an answer that can be used
 * @param callNanos that all calls took together
 * @param hits requests that a held answer served
 * @param shared requests that waited for the call of another
 * @param turnedAway requests for which nobody was asked, because too many waited or the issuer
 *     fails
 * @param remembered answers that are held
 * @param waiting questions in line
 * @param resting whether the issuer fails and is asked once a second only
 * @param lastFailure empty if there was none
 */
public record IntrospectionView(
    String provider,
    long active,
    long inactive,
    long failed,
    long callNanos,
    long hits,
    long shared,
    long turnedAway,
    int remembered,
    int waiting,
    boolean resting,
    String lastFailure) {}
