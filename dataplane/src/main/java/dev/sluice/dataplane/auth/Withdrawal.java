package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.auth.Remaining.Fate;
import dev.sluice.dataplane.auth.apikey.ApiKeyAuthenticator;
import dev.sluice.dataplane.auth.basic.BasicAuthenticator;
import dev.sluice.dataplane.auth.jwt.JwtAuthenticator;
import dev.sluice.dataplane.auth.jwt.JwtProviders;
import dev.sluice.dataplane.auth.mtls.ClientCertificateAuthenticator;
import dev.sluice.dataplane.auth.oidc.OidcAuthenticator;
import dev.sluice.dataplane.auth.oidc.OidcProviders;
import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.auth.provider.BearerTokens;
import dev.sluice.dataplane.auth.provider.UnavailableProvider;
import dev.sluice.dataplane.auth.provider.WithdrawnTokens;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SectionKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Makes providers that are in force know less, as a snapshot that was refused wants it. A provider
 * that was only renamed is still there. Who is asked about each request, an issuer or a service, is
 * believed for as long as its provider is there.
 */
final class Withdrawal {
  private static final String GONE = "the provider was taken away";

  private final Remaining remaining;
  private final JwtProviders jwt;
  private final OidcProviders oidc;

  Withdrawal(Remaining remaining, JwtProviders jwt, OidcProviders oidc) {
    this.remaining = remaining;
    this.jwt = jwt;
    this.oidc = oidc;
  }

  /**
   * @param section as it is in force
   * @param now what it is
   * @return the very same if nothing was taken away from it
   */
  Authenticator from(IdentityProvider section, Authenticator now) {
    String name = section.name();
    return switch (section) {
      case IdentityProvider.Unavailable broken -> now;
      case IdentityProvider.ApiKeys keys ->
          after(
              now,
              remaining.fate(name, IdentityProvider.ApiKeys.class, other -> false).orGone(),
              () -> apiKeys(name, now, false),
              stays -> apiKeys(name, now, true));
      case IdentityProvider.Basic basic ->
          after(
              now,
              remaining.fate(name, IdentityProvider.Basic.class, other -> false).orGone(),
              () -> users(now, basic.users()),
              stays -> users(now, stays.users()));
      case IdentityProvider.Jwt tokens ->
          after(
              now,
              remaining.fate(
                  name,
                  IdentityProvider.Jwt.class,
                  other -> other.issuer().equals(tokens.issuer())),
              () -> without(now),
              stays ->
                  stays.issuer().equals(tokens.issuer())
                      ? now instanceof JwtAuthenticator known
                          ? jwt.only(known, stays, remaining.secrets())
                          : now
                      : without(now));
      case IdentityProvider.Introspection asked ->
          after(
              now,
              remaining.fate(
                  name,
                  IdentityProvider.Introspection.class,
                  other -> other.endpoint().equals(asked.endpoint())),
              () -> without(now),
              stays -> now);
      case IdentityProvider.ClientCertificate shown ->
          after(
              now,
              remaining.fate(
                  name,
                  IdentityProvider.ClientCertificate.class,
                  other -> other.caBundles().equals(shown.caBundles())),
              () -> now instanceof ClientCertificateAuthenticator known ? known.ofNobody() : now,
              stays -> certificates(now, stays));
      case IdentityProvider.External external ->
          after(
              now,
              remaining.fate(
                  name,
                  IdentityProvider.External.class,
                  other -> other.backend().equals(external.backend())),
              () -> new UnavailableProvider(GONE),
              stays -> now);
      case IdentityProvider.Oidc login ->
          after(
              now,
              remaining.fate(
                  name,
                  IdentityProvider.Oidc.class,
                  other -> other.issuer().equals(login.issuer())),
              () -> now instanceof OidcAuthenticator known ? known.only(List.of()) : now,
              stays ->
                  now instanceof OidcAuthenticator known
                      ? oidc.only(known, stays, remaining::texts)
                      : now);
    };
  }

  private static <T extends IdentityProvider> Authenticator after(
      Authenticator now,
      Fate<T> fate,
      Supplier<Authenticator> gone,
      Function<T, Authenticator> stays) {
    if (now instanceof UnavailableProvider || now instanceof WithdrawnTokens) {
      // It knows nobody as it is.
      return now;
    }
    return switch (fate) {
      case Fate.Unknown<T> unknown -> now;
      case Fate.Broken<T>(String reason) -> new UnavailableProvider(reason);
      case Fate.Gone<T> none -> gone.get();
      case Fate.Stays<T>(T as) -> stays.apply(as);
    };
  }

  private static Authenticator without(Authenticator now) {
    return now instanceof BearerTokens tokens ? new WithdrawnTokens(tokens) : now;
  }

  private Authenticator certificates(Authenticator now, IdentityProvider.ClientCertificate next) {
    return now instanceof ClientCertificateAuthenticator known
        ? remaining
            .caBundles(next.caBundles())
            .map(bundles -> known.only(next, bundles))
            .orElse(known)
        : now;
  }

  /**
   * @param named whether the provider still has this name
   */
  private Authenticator apiKeys(String name, Authenticator now, boolean named) {
    return now instanceof ApiKeyAuthenticator known
        ? known.only(left(name, known.keys(), named))
        : now;
  }

  private Authenticator users(Authenticator now, SecretEntry next) {
    return now instanceof BasicAuthenticator known ? known.only(left(known, next)) : now;
  }

  /**
   * @param named whether the provider still has this name
   */
  private List<SecretSection.ApiKey> left(
      String name, List<SecretSection.ApiKey> keys, boolean named) {
    List<SecretSection.ApiKey> left = new ArrayList<>();
    for (SecretSection.ApiKey key : keys) {
      Optional<SecretSection.ApiKey> next = remaining.secrets().apiKey(key.secret());
      if (next.isPresent()) {
        if (next.get().hash().equals(key.hash())
            && (!named || next.get().providers().contains(name))) {
          left.add(less(key, next.get()));
        }
      } else if (remaining.has(SectionKind.API_KEY, key.secret())) {
        // Written for a later version than this one: nobody knows what became of it.
        left.add(key);
      }
    }
    return left;
  }

  private static SecretSection.ApiKey less(SecretSection.ApiKey key, SecretSection.ApiKey next) {
    return new SecretSection.ApiKey(
        key.secret(),
        key.providers(),
        key.hash(),
        key.owner(),
        key.permissions().stream().filter(next.permissions()::contains).toList(),
        key.attributes(),
        Math.min(key.expires(), next.expires()));
  }

  /** Lines of users whose passwords are still the same. */
  private String left(BasicAuthenticator basic, SecretEntry users) {
    Optional<String> next = remaining.secrets().passwordFile(users);
    if (next.isEmpty()) {
      return remaining.has(SectionKind.PASSWORDS, users.secret()) ? basic.lines() : "";
    }
    Set<String> lines = next.get().lines().collect(Collectors.toCollection(TreeSet::new));
    return basic.lines().lines().filter(lines::contains).collect(Collectors.joining("\n"));
  }
}
