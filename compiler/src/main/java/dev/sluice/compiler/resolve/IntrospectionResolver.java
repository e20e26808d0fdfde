package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.secret.EntryForm;
import dev.sluice.crds.IntrospectionProvider;
import dev.sluice.crds.IntrospectionProvider.Tokens;
import dev.sluice.crds.Keeping;
import dev.sluice.crds.TokenForward;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code introspection} of a provider. */
final class IntrospectionResolver {
  private static final CredentialPlace USUAL_PLACE =
      new CredentialPlace.Header("authorization", "Bearer");
  private static final Duration USUAL_CACHE = Duration.ofSeconds(30);
  private static final Duration MOST_CACHE = Duration.ofHours(1);
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LEAST_TIMEOUT = Duration.ofMillis(50);
  private static final Duration MOST_TIMEOUT = Duration.ofSeconds(30);

  private static final IssuerPlace.Words OF_TOKENS =
      new IssuerPlace.Words(
          "is no URL of an introspection endpoint; write one such as"
              + " https://idp.example.com/oauth2/introspect, without user, query and fragment",
          "would send tokens and the gateway's own secret in plain text, where others could read"
              + " them and answer instead of the issuer",
          "no tokens are sent there");

  private final IssuerPlace issuers;
  private final SecretReferences secrets;
  private final RevocationReading revocation;
  private final CredentialPlaces places;
  private final ClaimHeaders claimHeaders;
  private final ClaimTexts claimTexts;
  private final Diagnostics diagnostics;

  IntrospectionResolver(
      BackendAddresses addresses,
      SecretReferences secrets,
      RevocationReading revocation,
      Diagnostics diagnostics) {
    this.issuers = new IssuerPlace(addresses, diagnostics);
    this.secrets = secrets;
    this.revocation = revocation;
    this.places = new CredentialPlaces(diagnostics);
    this.claimHeaders = new ClaimHeaders(diagnostics);
    this.claimTexts = new ClaimTexts(diagnostics);
    this.diagnostics = diagnostics;
  }

  /**
   * @return of a provider that cannot be used {@link IdentityProvider.Unavailable}, after a
   *     diagnostic
   */
  IdentityProvider resolve(String name, IntrospectionProvider written, String field) {
    TokenForward forward =
        Objects.requireNonNullElse(written.forward(), new TokenForward(null, List.of()));
    boolean insecure = Boolean.TRUE.equals(written.allowInsecure());
    boolean reachable = isReachable(written.endpoint(), insecure, field + ".endpoint");
    boolean textsAreGood = texts(written, field);
    ClaimHeaders.Read headers =
        claimHeaders.read(forward.claimHeaders(), field + ".forward.claimHeaders");
    Optional<Duration> cache = cache(written.cache(), field + ".cache");
    Optional<Duration> timeout = timeout(written.timeout(), field + ".timeout");
    Optional<List<CredentialPlace>> from =
        places.resolve(written.from(), USUAL_PLACE, field + ".from");
    Optional<IdentityProvider.Revocation> taken =
        revocation.read(written.revocation(), field + ".revocation");
    Optional<SecretEntry> id = client(written, "client-id", field);
    Optional<SecretEntry> secret = client(written, "client-secret", field);
    List<ObjectKey> authorities =
        secrets.authorities(written.caCertificateRefs(), field + ".caCertificateRefs");
    // Without the authorities that were named, those of the platform would be believed instead.
    boolean trustIsGood = authorities.isEmpty() == written.caCertificateRefs().isEmpty();
    boolean settingsAreGood = reachable && textsAreGood && headers.areGood() && trustIsGood;
    if (!settingsAreGood
        || cache.isEmpty()
        || timeout.isEmpty()
        || from.isEmpty()
        || id.isEmpty()
        || secret.isEmpty()
        || taken.isEmpty()) {
      return new IdentityProvider.Unavailable(
          name, "its configuration cannot be used", headers.names());
    }
    return new IdentityProvider.Introspection(
        name,
        written.endpoint(),
        insecure,
        id.get(),
        secret.get(),
        written.tokens() == Tokens.Opaque,
        cache.get().toMillis(),
        timeout.get().toMillis(),
        Objects.requireNonNullElse(written.issuer(), ""),
        written.audiences(),
        from.get(),
        written.requiredClaims(),
        forward.token() == Keeping.Strip,
        headers.claims(),
        ClaimMapping.of(written.identity()),
        authorities,
        taken.get());
  }

  private boolean isReachable(@Nullable String endpoint, boolean insecure, String field) {
    String url = Objects.requireNonNullElse(endpoint, "");
    if (url.contains("?")) {
      error(field, PlainText.quote(url) + " " + OF_TOKENS.noUrl());
      return false;
    }
    return issuers.isReachable(url, insecure, OF_TOKENS, field);
  }

  private Optional<SecretEntry> client(IntrospectionProvider written, String key, String field) {
    return secrets.entry(
        written.clientSecretRef(), key, EntryForm.TEXT, field + ".clientSecretRef");
  }

  private boolean texts(IntrospectionProvider written, String field) {
    boolean good =
        written.issuer() == null || claimTexts.isPlain(written.issuer(), field + ".issuer");
    for (int i = 0; i < written.audiences().size(); i++) {
      good &= claimTexts.isPlain(written.audiences().get(i), field + ".audiences[" + i + "]");
    }
    for (int i = 0; i < written.requiredClaims().size(); i++) {
      good &=
          claimTexts.isPlain(written.requiredClaims().get(i), field + ".requiredClaims[" + i + "]");
    }
    return good;
  }

  private Optional<Duration> cache(@Nullable String written, String field) {
    Optional<Duration> read = duration(written, USUAL_CACHE, field);
    if (read.isPresent() && read.get().compareTo(MOST_CACHE) > 0) {
      error(
          field,
          PlainText.quote(Objects.requireNonNullElse(written, ""))
              + " would let tokens pass long after their issuer took them back; give at most 1h");
      return Optional.empty();
    }
    return read;
  }

  private Optional<Duration> timeout(@Nullable String written, String field) {
    Optional<Duration> read = duration(written, USUAL_TIMEOUT, field);
    if (read.isPresent()
        && (read.get().compareTo(LEAST_TIMEOUT) < 0 || read.get().compareTo(MOST_TIMEOUT) > 0)) {
      error(
          field,
          PlainText.quote(Objects.requireNonNullElse(written, ""))
              + " is out of range; give 50ms to 30s");
      return Optional.empty();
    }
    return read;
  }

  private Optional<Duration> duration(@Nullable String written, Duration usual, String field) {
    if (written == null) {
      return Optional.of(usual);
    }
    Optional<Duration> read = Durations.parse(written);
    if (read.isEmpty()) {
      error(field, PlainText.quote(written) + " is no duration; " + Durations.CURE);
    }
    return read;
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
