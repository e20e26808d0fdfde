package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.auth.apikey.ApiKeyAuthenticator;
import dev.sluice.dataplane.auth.basic.BasicAuthenticator;
import dev.sluice.dataplane.auth.jwt.JwtAuthenticator;
import dev.sluice.dataplane.auth.jwt.JwtProviders;
import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.auth.provider.UnavailableProvider;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SectionKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes providers that are in force know less, as a snapshot that was refused wants it. */
final class Withdrawal {
  private final Remaining remaining;
  private final JwtProviders jwt;

  Withdrawal(Remaining remaining, JwtProviders jwt) {
    this.remaining = remaining;
    this.jwt = jwt;
  }

  /** The very same if nothing was taken away from it. */
  Authenticator from(String name, Authenticator now) {
    Optional<IdentityProvider> next = remaining.provider(name);
    if (next.isPresent() && next.get() instanceof IdentityProvider.Unavailable gone) {
      return new UnavailableProvider(gone.reason());
    }
    return switch (now) {
      case ApiKeyAuthenticator keys -> keys.only(left(name, keys.keys(), next.isPresent()));
      case BasicAuthenticator basic -> basic.only(left(basic));
      case JwtAuthenticator tokens ->
          next.isPresent() && next.get() instanceof IdentityProvider.Jwt section
              ? jwt.only(tokens, section, remaining.secrets())
              : tokens;
      default -> now;
    };
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
  private String left(BasicAuthenticator basic) {
    SecretEntry users = basic.users();
    Optional<String> next = remaining.secrets().passwordFile(users);
    if (next.isEmpty()) {
      return remaining.has(SectionKind.PASSWORDS, users.secret()) ? basic.lines() : "";
    }
    Set<String> lines = next.get().lines().collect(Collectors.toCollection(TreeSet::new));
    return basic.lines().lines().filter(lines::contains).collect(Collectors.joining("\n"));
  }
}
