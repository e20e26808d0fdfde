package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.PolicyLayers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a data plane means for its routes.
 *
 * @param policies that it lays around theirs
 * @param authenticationRequired whether each of their rules must say something of {@code auth}
 * @param providers names of those that can be asked
 * @param identityHeaders that providers set, folded: no route edits them
 * @param permissions by role
 * @param logins paths at which providers of login are answered, by provider
 */
record PlaneTerms(
    PolicyLayers policies,
    boolean authenticationRequired,
    Set<String> providers,
    Set<String> identityHeaders,
    Map<String, List<String>> permissions,
    Map<String, List<String>> logins) {
  static final PlaneTerms NONE =
      new PlaneTerms(PolicyLayers.NONE, false, Set.of(), Set.of(), Map.of(), Map.of());

  PlaneTerms {
    providers = Set.copyOf(providers);
    identityHeaders = Set.copyOf(identityHeaders);
    permissions = Map.copyOf(permissions);
    logins = Map.copyOf(logins);
  }

  static PlaneTerms of(
      PolicyLayers policies, boolean authenticationRequired, IdentityRules identities) {
    return new PlaneTerms(
        policies,
        authenticationRequired,
        identities.providers().stream().map(IdentityProvider::name).collect(Collectors.toSet()),
        identities.providers().stream()
            .flatMap(provider -> provider.identityHeaders().stream())
            .map(PlaneTerms::fold)
            .collect(Collectors.toSet()),
        identities.permissions(),
        identities.providers().stream()
            .filter(IdentityProvider.Oidc.class::isInstance)
            .map(IdentityProvider.Oidc.class::cast)
            .collect(
                Collectors.toMap(
                    IdentityProvider.Oidc::name,
                    oidc -> List.of(oidc.redirectPath(), oidc.logoutPath()))));
  }

  /** Whether backends believe this header, in whatever spelling. */
  boolean setsHeader(String name) {
    return identityHeaders.contains(fold(name));
  }

  /** As data planes do, who remove a name in every spelling that some backend takes for it. */
  private static String fold(String name) {
    StringBuilder folded = new StringBuilder(name.toLowerCase(Locale.ROOT));
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9')) {
        folded.setCharAt(i, '-');
      }
    }
    return folded.toString();
  }
}
