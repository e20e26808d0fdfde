package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.dataplane.upstream.credential.OutboundCredential;
import dev.sluice.dataplane.upstream.credential.TokenFetches;
import dev.sluice.dataplane.upstream.credential.TokenSource;
import dev.sluice.snapshot.BackendSection;

/** What one backend is shown, across snapshots: a token that is still good stays. */
final class HeldCredential {
  private final TokenFetches fetches;
  private volatile OutboundCredential now = OutboundCredential.NONE;

  HeldCredential(TokenFetches fetches) {
    this.fetches = fetches;
  }

  OutboundCredential now() {
    return now;
  }

  /** What the resource says of credentials now, with what its Secrets hold. */
  synchronized void settings(BackendSection settings, Secrets secrets) {
    OutboundCredential before = now;
    OutboundCredential next =
        OutboundCredential.of(settings.backend(), settings.credential(), secrets, before, fetches);
    now = next;
    if (before != next) {
      close(before);
    }
  }

  /** From now on it may be fetched what is needed. */
  synchronized void start() {
    if (now instanceof OutboundCredential.Fetched(TokenSource source)) {
      source.start();
    }
  }

  /** Nothing is fetched any more. */
  synchronized void close() {
    close(now);
  }

  private static void close(OutboundCredential credential) {
    if (credential instanceof OutboundCredential.Fetched(TokenSource source)) {
      source.close();
    }
  }
}
