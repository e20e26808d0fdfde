package dev.sluice.dataplane.identity;

import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The headers of a data plane that speak of the client: backends believe them, so none comes from a
 * client. They are those that its providers set and, where it has a provider at all, those that are
 * commonly used for this purpose: a backend may believe one that nobody sets any more.
 */
public final class IdentityNames {
  /** Of a data plane that knows nobody. */
  public static final IdentityNames NONE = new IdentityNames(Set.of(), Set.of(), Set.of(), false);

  /** Folded. */
  private static final Set<String> COMMON =
      Set.of(
          "x-user",
          "x-user-id",
          "x-user-name",
          "x-username",
          "x-user-email",
          "x-user-roles",
          "x-user-groups",
          "x-userinfo",
          "x-tenant",
          "x-tenant-id",
          "x-role",
          "x-roles",
          "x-group",
          "x-groups",
          "x-scope",
          "x-scopes",
          "x-permissions",
          "x-principal",
          "x-identity",
          "x-subject",
          "x-webauth-user",
          "x-credential-identifier",
          "x-anonymous-consumer",
          // RFC 9440, section 4.
          "client-cert",
          "client-cert-chain",
          "x-client-dn",
          "x-client-verify",
          "x-client-cn");

  /** What is put before names by others that forward identities. */
  private static final List<String> COMMON_PREFIXES =
      List.of(
          "x-auth-",
          "x-authenticated-",
          "x-consumer-",
          "x-identity-",
          "x-jwt-",
          "x-ms-client-principal",
          "x-goog-authenticated-user-",
          "x-amzn-oidc-",
          "x-amzn-mtls-",
          "x-client-cert",
          "x-ssl-client-",
          "ssl-client-",
          "x-tls-client-",
          "x-spiffe-");

  /** Clients of some services send these as what they prove themselves with. */
  private static final Set<String> CREDENTIALS = Set.of("x-auth-token", "x-auth-key");

  private final Set<String> set;
  private final Set<String> places;
  private final Set<String> parameters;
  private final boolean common;

  private IdentityNames(
      Set<String> set, Set<String> places, Set<String> parameters, boolean common) {
    this.set = set;
    this.places = places;
    this.parameters = parameters;
    this.common = common;
  }

  public static IdentityNames of(IdentityRules rules) {
    if (rules.providers().isEmpty()) {
      return NONE;
    }
    Set<String> set = new HashSet<>();
    Set<String> places = new HashSet<>(CREDENTIALS);
    Set<String> parameters = new HashSet<>();
    for (IdentityProvider provider : rules.providers()) {
      provider.identityHeaders().forEach(name -> set.add(fold(name)));
      for (CredentialPlace place : places(provider)) {
        if (place instanceof CredentialPlace.Header(String name, String scheme)) {
          places.add(fold(name));
        }
        if (place instanceof CredentialPlace.Query(String name)) {
          parameters.add(name.toLowerCase(Locale.ROOT));
        }
      }
    }
    return new IdentityNames(Set.copyOf(set), Set.copyOf(places), Set.copyOf(parameters), true);
  }

  private static List<CredentialPlace> places(IdentityProvider provider) {
    return switch (provider) {
      case IdentityProvider.Jwt jwt -> jwt.from();
      case IdentityProvider.ApiKeys keys -> keys.from();
      case IdentityProvider.Introspection introspection -> introspection.from();
      case IdentityProvider.Basic basic -> List.of();
      case IdentityProvider.ClientCertificate certificate -> List.of();
      case IdentityProvider.External external -> List.of();
      case IdentityProvider.Oidc oidc -> List.of();
      case IdentityProvider.Unavailable unavailable -> List.of();
    };
  }

  /** Parameters of queries in which clients show credentials, in lower case: no log has them. */
  public Set<String> secretParameters() {
    return parameters;
  }

  /**
   * Whether a client must not send it.
   *
   * @param name in any spelling
   */
  public boolean contain(String name) {
    if (!common) {
      return false;
    }
    String folded = fold(name);
    if (set.contains(folded)) {
      return true;
    }
    return !places.contains(folded) && isCommon(folded);
  }

  private static boolean isCommon(String folded) {
    if (COMMON.contains(folded)) {
      return true;
    }
    for (String prefix : COMMON_PREFIXES) {
      if (folded.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** Backends in the tradition of CGI cannot tell {@code _}, {@code .} and {@code -} apart. */
  private static String fold(String name) {
    StringBuilder folded = new StringBuilder(name.length());
    for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
      folded.append((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-');
    }
    return folded.toString();
  }

  @Override
  public String toString() {
    return common ? "identity headers " + set.stream().sorted().toList() : "no identity headers";
  }
}
