package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.ask.AskedBackend;
import dev.sluice.dataplane.auth.apikey.ApiKeyAuthenticator;
import dev.sluice.dataplane.auth.basic.BasicAuthenticator;
import dev.sluice.dataplane.auth.basic.PasswordChecks;
import dev.sluice.dataplane.auth.basic.PasswordFigures;
import dev.sluice.dataplane.auth.external.ExternalAuthenticator;
import dev.sluice.dataplane.auth.external.ExternalFigures;
import dev.sluice.dataplane.auth.introspection.Introspections;
import dev.sluice.dataplane.auth.jwt.JwtProviders;
import dev.sluice.dataplane.auth.jwt.keys.KeptKeys;
import dev.sluice.dataplane.auth.mtls.ClientCertificateAuthenticator;
import dev.sluice.dataplane.auth.oidc.OidcProviders;
import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.auth.provider.Provider;
import dev.sluice.dataplane.auth.provider.UnavailableProvider;
import dev.sluice.dataplane.auth.revocation.RevocationView;
import dev.sluice.dataplane.auth.revocation.Revocations;
import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.redis.SharedRedis;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The providers of a data plane, by name. What they remember, such as keys and verified tokens,
 * outlives snapshots. Used by the one thread that applies snapshots.
 */
public final class Providers implements AutoCloseable {
  private final JwtProviders jwt;
  private final Introspections introspections;
  private final OidcProviders oidc;
  private final Revocations revocations;
  private final PasswordChecks passwords = new PasswordChecks();
  private final Backends backends;
  private volatile Map<String, InForce> inForce = Map.of();
  private Map<String, Prepared> prepared = Map.of();

  /** Backends that providers may ask. */
  public interface Backends {
    Optional<AskedBackend> find(ObjectKey backend);
  }

  /**
   * @param policy where connections may go, as of now
   * @param keys of issuers, from before the start
   * @param sessionSecret 32 bytes, the same in all replicas: what sessions are encrypted with
   * @param redis that data planes share
   * @param backends of the snapshot that is being applied
   */
  public Providers(
      Supplier<DialPolicy> policy,
      KeptKeys keys,
      byte[] sessionSecret,
      SharedRedis redis,
      Backends backends) {
    this.backends = backends;
    jwt = new JwtProviders(policy, keys);
    introspections = new Introspections(policy);
    oidc = new OidcProviders(policy, sessionSecret);
    revocations = new Revocations(redis);
  }

  /**
   * @param section what it was made of
   */
  private record InForce(Provider provider, IdentityProvider section) {}

  /**
   * @param provider the one in force by this name, or a new one
   * @param section what it is made of
   * @param next what it is to become
   */
  private record Prepared(Provider provider, IdentityProvider section, Authenticator next) {}

  /**
   * Makes what the snapshot asks for, and changes nothing yet. All that can fail fails here.
   *
   * @return why it cannot be had
   */
  public List<Refusal> prepare(GatewaySection gateway, Secrets secrets) {
    Map<String, Prepared> next = new HashMap<>();
    jwt.begin();
    introspections.begin();
    oidc.begin();
    revocations.begin();
    for (IdentityProvider section : gateway.identities().providers()) {
      String name = section.name();
      try {
        InForce known = inForce.get(name);
        Provider before = known == null ? null : known.provider();
        Authenticator authenticator =
            authenticator(
                gateway.key().toString(),
                section,
                secrets,
                before == null ? null : before.authenticator());
        next.put(
            name,
            new Prepared(
                before == null ? new Provider(name, authenticator) : before,
                section,
                authenticator));
      } catch (IllegalArgumentException e) {
        return List.of(new Refusal(gateway.key(), "the provider " + name + ": " + e.getMessage()));
      }
    }
    prepared = next;
    return List.of();
  }

  private Authenticator authenticator(
      String dataPlane, IdentityProvider section, Secrets secrets, @Nullable Authenticator before) {
    return switch (section) {
      case IdentityProvider.Unavailable(String name, String reason, var headers) ->
          new UnavailableProvider(reason);
      case IdentityProvider.Jwt tokens ->
          jwt.authenticator(
              tokens, secrets, revocations.check(tokens.name(), tokens.revocation()), before);
      case IdentityProvider.ApiKeys keys -> apiKeys(keys, secrets, before);
      case IdentityProvider.Basic basic -> basic(basic, secrets, before);
      case IdentityProvider.ClientCertificate certificate ->
          certificates(certificate, secrets, before);
      case IdentityProvider.Introspection introspection ->
          introspections.authenticator(
              introspection,
              secrets,
              revocations.check(introspection.name(), introspection.revocation()),
              before);
      case IdentityProvider.External external -> external(external, before);
      case IdentityProvider.Oidc login ->
          oidc.authenticator(
              login,
              secrets,
              revocations.check(login.name(), login.revocation()),
              dataPlane,
              before);
    };
  }

  private Authenticator basic(
      IdentityProvider.Basic section, Secrets secrets, @Nullable Authenticator before) {
    SecretText lines =
        secrets.passwords(section.users().secret()).files().get(section.users().key());
    if (lines == null) {
      throw new IllegalArgumentException("the snapshot has no passwords for it");
    }
    if (before instanceof BasicAuthenticator same && same.isOf(section, lines.value())) {
      return same;
    }
    return new BasicAuthenticator(section, lines.value(), passwords);
  }

  private Authenticator external(
      IdentityProvider.External section, @Nullable Authenticator before) {
    AskedBackend backend =
        backends
            .find(section.backend())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the snapshot has no backend " + section.backend()));
    if (before instanceof ExternalAuthenticator same && same.isOf(section, backend)) {
      return same;
    }
    return new ExternalAuthenticator(
        section,
        backend,
        before instanceof ExternalAuthenticator other ? other.figures() : new ExternalFigures(),
        () -> System.nanoTime() / 1_000_000);
  }

  private static Authenticator certificates(
      IdentityProvider.ClientCertificate section, Secrets secrets, @Nullable Authenticator before) {
    List<SecretSection.CaBundle> authorities =
        section.caBundles().stream().map(secrets::caBundle).toList();
    return before instanceof ClientCertificateAuthenticator same && same.isOf(section, authorities)
        ? same
        : new ClientCertificateAuthenticator(section, authorities, System::currentTimeMillis);
  }

  private static Authenticator apiKeys(
      IdentityProvider.ApiKeys section, Secrets secrets, @Nullable Authenticator before) {
    List<SecretSection.ApiKey> keys = secrets.apiKeys(section.name());
    return before instanceof ApiKeyAuthenticator same && same.isOf(section, keys)
        ? same
        : new ApiKeyAuthenticator(section, keys, System::currentTimeMillis);
  }

  /**
   * Of those that were prepared last.
   *
   * @throws IllegalArgumentException if there is none by that name
   */
  public Provider provider(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException("the snapshot has no provider " + name));
  }

  /** The same, if there is one. */
  public Optional<Provider> find(String name) {
    return Optional.ofNullable(prepared.get(name)).map(Prepared::provider);
  }

  /** Names of the cookies of those that log people in, or the beginnings of them. */
  public List<String> ownCookies(IdentityRules rules) {
    return oidc.cookies(rules);
  }

  /** What was prepared last is in force from now on. */
  public void apply() {
    Map<String, InForce> next = new HashMap<>();
    prepared.forEach(
        (name, each) -> {
          each.provider().becomes(each.next());
          next.put(name, new InForce(each.provider(), each.section()));
        });
    inForce = next;
    jwt.apply();
    introspections.apply();
    oidc.apply();
  }

  /**
   * Takes away what the snapshot does not have any more, and adds nothing of it: keys and users
   * that are gone are gone, whatever else is wrong with what took them away.
   *
   * @return names of the providers that know less now
   */
  public List<String> withdraw(Remaining remaining) {
    Withdrawal withdrawal = new Withdrawal(remaining, jwt, oidc);
    List<String> changed = new ArrayList<>();
    inForce.forEach(
        (name, each) -> {
          Provider provider = each.provider();
          Authenticator less = withdrawal.from(each.section(), provider.authenticator());
          if (less != provider.authenticator()) {
            provider.becomes(less);
            changed.add(name);
          }
        });
    return changed.stream().sorted().toList();
  }

  /** Those in force, sorted by name. On any thread. */
  public List<ProviderView> views() {
    return inForce.values().stream()
        .map(each -> ProviderView.of(each.provider()))
        .sorted(Comparator.comparing(ProviderView::name))
        .toList();
  }

  /**
   * Reads the list of tokens that were taken back from now on, if it is wanted, and waits a little
   * for the first time. To be called before {@link #apply}, when Redis is in force.
   */
  public void applyRevocations(Duration patience) {
    revocations.apply();
    revocations.awaitFirst(patience);
  }

  /** How it stands with tokens that were taken back, if any can be. On any thread. */
  public Optional<RevocationView> revocations() {
    return revocations.view();
  }

  /** How comparing passwords goes. */
  public PasswordFigures passwords() {
    return passwords.figures();
  }

  @Override
  public void close() {
    jwt.close();
    introspections.close();
    oidc.close();
    revocations.close();
    passwords.close();
  }
}
