package dev.sluice.dataplane.upstream.credential;

import dev.sluice.snapshot.ObjectKey;

/**
 * How the fetching of one backend's tokens goes.
 *
 * @param fetched answers with a token
 * @param failed answers without, or none
 * @param held whether there is a token that has not expired
 */
public record TokenFigures(ObjectKey backend, long fetched, long failed, boolean held) {}
