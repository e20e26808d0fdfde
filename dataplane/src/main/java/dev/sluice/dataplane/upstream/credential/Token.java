package dev.sluice.dataplane.upstream.credential;

import java.time.Duration;

/**
 * An access token.
 *
 * @param header that carries it
 * @param lifetime from when it was asked for
 */
record Token(CredentialEdit.Header header, Duration lifetime) {}
