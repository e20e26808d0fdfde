package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.secret.EntryForm;
import dev.sluice.crds.OidcProvider;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code oidc} of a provider. */
final class OidcResolver {
  private static final List<String> USUAL_SCOPES = List.of("profile", "email");
  private static final Duration USUAL_LIFETIME = Duration.ofHours(12);
  private static final Duration MOST_LIFETIME = Duration.ofHours(720);
  private static final Duration USUAL_IDLE = Duration.ofHours(1);
  private static final IssuerPlace.Words OF_ISSUER =
      new IssuerPlace.Words(
          "is no URL of an issuer; write one such as https://idp.example.com/realms/shop, without"
              + " user, query and fragment",
          "would ask the issuer in plain text, where others could answer in its place and read the"
              + " client's secret",
          "no issuer is asked there");

  private final BackendAddresses addresses;
  private final IssuerPlace places;
  private final SecretReferences secrets;
  private final ClaimHeaders claimHeaders;
  private final SessionCookies cookies;
  private final LoginPaths paths;
  private final RevocationReading revocation;
  private final Diagnostics diagnostics;

  OidcResolver(
      BackendAddresses addresses,
      SecretReferences secrets,
      RevocationReading revocation,
      Diagnostics diagnostics) {
    this.addresses = addresses;
    this.places = new IssuerPlace(addresses, diagnostics);
    this.secrets = secrets;
    this.claimHeaders = new ClaimHeaders(diagnostics);
    this.cookies = new SessionCookies(secrets, diagnostics);
    this.paths = new LoginPaths(diagnostics);
    this.revocation = revocation;
    this.diagnostics = diagnostics;
  }

  /**
   * @return of a provider that cannot be used {@link IdentityProvider.Unavailable}, after a
   *     diagnostic
   */
  IdentityProvider resolve(String name, OidcProvider written, String field) {
    OidcProvider.Forward forward =
        Objects.requireNonNullElse(written.forward(), new OidcProvider.Forward(null, List.of()));
    ClaimHeaders.Read headers =
        claimHeaders.read(forward.claimHeaders(), field + ".forward.claimHeaders");
    boolean insecure = Boolean.TRUE.equals(written.allowInsecure());
    boolean reachable = isIssuer(written.issuer(), insecure, field + ".issuer");
    Optional<SecretEntry> id = client(written, "client-id", field);
    Optional<SecretEntry> secret = client(written, "client-secret", field);
    Optional<List<SecretEntry>> keys =
        cookies.keys(written.cookieSecretRef(), field + ".cookieSecretRef");
    Optional<String> cookie = cookies.name(name, written.cookie(), field + ".cookie.name");
    Optional<List<String>> scopes = scopes(written.scopes(), field + ".scopes");
    Optional<LoginPaths.Read> told = paths.read(written, field);
    Optional<Duration> lifetime =
        duration(written.sessionLifetime(), USUAL_LIFETIME, field + ".sessionLifetime");
    Optional<Duration> idle = duration(written.idleTimeout(), USUAL_IDLE, field + ".idleTimeout");
    List<ObjectKey> authorities =
        secrets.authorities(written.caCertificateRefs(), field + ".caCertificateRefs");
    Optional<IdentityProvider.Revocation> taken =
        revocation.read(written.revocation(), field + ".revocation");
    // Without the authorities that were named, those of the platform would be believed instead.
    boolean trustIsGood = authorities.isEmpty() == written.caCertificateRefs().isEmpty();
    if (!headers.areGood()
        || !reachable
        || id.isEmpty()
        || secret.isEmpty()
        || keys.isEmpty()
        || cookie.isEmpty()
        || scopes.isEmpty()
        || told.isEmpty()
        || lifetime.isEmpty()
        || !fits(written, lifetime.get(), idle, field)
        || !trustIsGood
        || taken.isEmpty()) {
      return new IdentityProvider.Unavailable(
          name, "its configuration cannot be used", headers.names());
    }
    return new IdentityProvider.Oidc(
        name,
        written.issuer(),
        insecure || addresses.areLocal(),
        id.get(),
        secret.get(),
        keys.get(),
        scopes.get(),
        told.get().redirect(),
        told.get().logout(),
        told.get().afterLogout(),
        cookie.get(),
        written.cookie() != null && written.cookie().sameSite() == OidcProvider.SameSite.Strict,
        lifetime.get().toSeconds(),
        Math.min(idle.orElse(USUAL_IDLE).toSeconds(), lifetime.get().toSeconds()),
        Boolean.TRUE.equals(forward.accessToken()),
        headers.claims(),
        ClaimMapping.of(written.identity()),
        authorities,
        taken.get());
  }

  private boolean isIssuer(@Nullable String written, boolean insecure, String field) {
    String issuer = Objects.requireNonNullElse(written, "");
    if (issuer.contains("?")) {
      error(field, OF_ISSUER.noUrl());
      return false;
    }
    return places.isReachable(issuer, insecure, OF_ISSUER, field);
  }

  private Optional<SecretEntry> client(OidcProvider written, String entry, String field) {
    return secrets.entry(
        written.clientSecretRef(), entry, EntryForm.TEXT, field + ".clientSecretRef");
  }

  /** RFC 6749, section 3.3. */
  private Optional<List<String>> scopes(@Nullable List<String> written, String field) {
    List<String> scopes = new ArrayList<>(Objects.requireNonNullElse(written, USUAL_SCOPES));
    for (int i = 0; i < scopes.size(); i++) {
      if (scopes.get(i).isEmpty()
          || scopes.get(i).chars().anyMatch(c -> c <= ' ' || c >= 0x7f || c == '"' || c == '\\')) {
        error(
            field + "[" + i + "]",
            PlainText.quote(scopes.get(i))
                + " is no scope; write each by itself, without spaces and quotes");
        return Optional.empty();
      }
    }
    scopes.add("openid");
    return Optional.of(scopes);
  }

  private Optional<Duration> duration(@Nullable String written, Duration usual, String field) {
    if (written == null) {
      return Optional.of(usual);
    }
    Optional<Duration> read = Durations.parse(written);
    if (read.isEmpty()) {
      error(field, PlainText.quote(written) + " is no duration; " + Durations.CURE);
    } else if (read.get().toSeconds() < 1 || read.get().compareTo(MOST_LIFETIME) > 0) {
      error(field, PlainText.quote(written) + " is out of range; give 1s to 720h");
      return Optional.empty();
    }
    return read;
  }

  private boolean fits(
      OidcProvider written, Duration lifetime, Optional<Duration> idle, String field) {
    if (idle.isEmpty()) {
      return false;
    }
    if (written.idleTimeout() != null && idle.get().compareTo(lifetime) > 0) {
      error(
          field + ".idleTimeout",
          PlainText.quote(written.idleTimeout())
              + " is longer than sessionLifetime, which ends the session first; make it shorter,"
              + " or leave it out");
      return false;
    }
    return true;
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
