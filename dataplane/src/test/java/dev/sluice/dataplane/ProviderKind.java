package dev.sluice.dataplane;

import dev.sluice.snapshot.CredentialPlace;
import java.util.function.Supplier;

/** Every kind of provider, wherever it looks: the corpora of access run over all of them. */
enum ProviderKind {
  TOKEN(() -> KnownClient.byToken(new CredentialPlace.Header("authorization", "Bearer"))),
  TOKEN_IN_COOKIE(() -> KnownClient.byToken(new CredentialPlace.Cookie("session"))),
  TOKEN_IN_QUERY(() -> KnownClient.byToken(new CredentialPlace.Query("t"))),
  KEY(() -> KnownClient.byKey(new CredentialPlace.Header("x-acme", ""))),
  KEY_IN_COOKIE(() -> KnownClient.byKey(new CredentialPlace.Cookie("k"))),
  KEY_IN_QUERY(() -> KnownClient.byKey(new CredentialPlace.Query("k"))),
  PASSWORD(KnownClient::byPassword),
  OPAQUE_TOKEN(KnownClient::byOpaqueToken),
  SESSION(KnownClient::bySession),
  CERTIFICATE(KnownClient::byCertificate),
  BADGE(() -> KnownClient.byBadge(0)),
  REMEMBERED_BADGE(() -> KnownClient.byBadge(600_000));

  private final Supplier<KnownClient> client;

  ProviderKind(Supplier<KnownClient> client) {
    this.client = client;
  }

  KnownClient client() {
    return client.get();
  }

  /** Whether backends see what the client shows: who judges the whole request takes nothing out. */
  boolean leavesCredentials() {
    return this == BADGE || this == REMEMBERED_BADGE;
  }
}
