package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.jwt.keys.KeyThreads;
import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.auth.revocation.RevocationCheck;
import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All providers of this kind, by name. What is known of an issuer stays as long as a provider names
 * it. Used by the one thread that applies snapshots.
 */
public final class OidcProviders implements AutoCloseable {
  private final OidcThreads fetches;
  private final KeyThreads keyFetches;
  private final byte[] ownSecret;
  private final LongSupplier clock;

  /** Sessions that were ended, by provider, also of one that is gone: it may come back. */
  private final Map<String, SeenLately> ended = new HashMap<>();

  private Map<String, Issuer> inForce = Map.of();
  private Map<String, Issuer> prepared = new HashMap<>();

  /**
   * @param policy where connections may go, as of now
   * @param ownSecret 32 bytes, the same in all replicas: for providers that have none of their own
   */
  public OidcProviders(Supplier<DialPolicy> policy, byte[] ownSecret) {
    this(policy, ownSecret, System::currentTimeMillis);
  }

  OidcProviders(Supplier<DialPolicy> policy, byte[] ownSecret, LongSupplier clock) {
    fetches = new OidcThreads(policy);
    keyFetches = new KeyThreads(policy);
    this.ownSecret = ownSecret.clone();
    this.clock = clock;
  }

  /** Names of the cookies of those that log people in, or the beginnings of them. */
  public List<String> cookies(IdentityRules rules) {
    return rules.providers().stream()
        .filter(IdentityProvider.Oidc.class::isInstance)
        .map(IdentityProvider.Oidc.class::cast)
        .flatMap(oidc -> Jar.names(oidc.cookieName()).stream())
        .distinct()
        .toList();
  }

  /** Forgets what was prepared and not applied. */
  public void begin() {
    prepared = new HashMap<>();
  }

  /**
   * @param revocation knows which tokens were taken back
   * @param dataPlane whose sessions are nobody else's
   * @param before what is in force under this name, if anything is
   * @return the very same if nothing has changed for it
   */
  public Authenticator authenticator(
      IdentityProvider.Oidc section,
      Secrets secrets,
      RevocationCheck revocation,
      String dataPlane,
      @Nullable Authenticator before) {
    List<SecretSection.CaBundle> authorities =
        section.caBundles().stream().map(secrets::caBundle).toList();
    Issuer known = inForce.get(section.name());
    Issuer issuer =
        known != null && known.isSame(section.issuer(), section.allowInsecure(), authorities)
            ? known
            : new Issuer(
                section.name(),
                section.issuer(),
                section.allowInsecure(),
                authorities,
                fetches,
                keyFetches,
                ended.computeIfAbsent(section.name(), name -> SeenLately.ofLogouts()));
    prepared.put(section.name(), issuer);
    Client client =
        new Client(
            section.issuer(),
            secrets.entry(section.clientId()).value(),
            secrets.entry(section.clientSecret()).value(),
            authorities);
    List<byte[]> keys =
        section.cookieSecrets().isEmpty()
            ? List.of(ownSecret)
            : section.cookieSecrets().stream()
                .map(entry -> Base64.getDecoder().decode(secrets.entry(entry).value()))
                .toList();
    return before instanceof OidcAuthenticator same
            && same.isOf(section, issuer, client, keys, revocation)
        ? same
        : new OidcAuthenticator(
            Relying.of(section, issuer, client, revocation, fetches, keys, dataPlane, clock), keys);
  }

  /**
   * The same without the secrets of cookies that are no more, and without any if sessions are those
   * of another issuer or client; the very same if nothing was taken away, or nobody can tell.
   *
   * @param next what it is to become
   * @param texts of entries that are still there; empty if nobody can tell
   */
  public OidcAuthenticator only(
      OidcAuthenticator now,
      IdentityProvider.Oidc next,
      Function<List<SecretEntry>, Optional<List<SecretText>>> texts) {
    Optional<List<SecretText>> id = texts.apply(List.of(next.clientId()));
    boolean sameClient =
        id.isEmpty() || id.get().stream().anyMatch(text -> text.value().equals(now.client().id()));
    if (!next.issuer().equals(now.client().issuer()) || !sameClient) {
      return now.only(List.of());
    }
    if (next.cookieSecrets().isEmpty()) {
      return now.only(List.of(ownSecret));
    }
    try {
      return texts
          .apply(next.cookieSecrets())
          .map(
              left ->
                  now.only(
                      left.stream().map(text -> Base64.getDecoder().decode(text.value())).toList()))
          .orElse(now);
    } catch (IllegalArgumentException e) {
      return now;
    }
  }

  /** What was prepared since {@link #begin} is in force, and asks its issuers. */
  public void apply() {
    Map<String, Issuer> leaving = new HashMap<>(inForce);
    prepared.forEach(
        (name, issuer) -> {
          issuer.start();
          leaving.remove(name, issuer);
        });
    leaving.values().forEach(Issuer::close);
    inForce = prepared;
  }

  /** Null if it is of another kind. */
  public static @Nullable OidcView view(Authenticator authenticator) {
    return authenticator instanceof OidcAuthenticator oidc ? oidc.view() : null;
  }

  @Override
  public void close() {
    inForce.values().forEach(Issuer::close);
    fetches.close();
    keyFetches.close();
  }
}
