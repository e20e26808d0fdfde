package dev.sluice.snapshot;

import java.util.List;

/** Where the keys come from that tokens are verified with. */
public sealed interface KeySet {
  /**
   * @param refreshMillis between two fetches
   * @param staleForMillis how long keys stay good after a fetch was due and failed
   * @param allowInsecure whether plain http will do
   * @param caBundles authorities that the issuer's certificate may be from; empty: those of the
   *     platform
   */
  record Remote(
      String uri,
      long refreshMillis,
      long staleForMillis,
      boolean allowInsecure,
      List<ObjectKey> caBundles)
      implements KeySet {
    public Remote {
      caBundles = List.copyOf(caBundles);
    }
  }

  /**
   * @param jwks a JWK Set (RFC 7517) of public keys
   */
  record Inline(String jwks) implements KeySet {}

  record InSecret(BackendCredential.SecretEntry entry) implements KeySet {}
}
