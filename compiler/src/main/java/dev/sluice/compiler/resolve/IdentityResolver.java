package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.Authentication;
import dev.sluice.crds.RolePermissions;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a data plane knows clients, and what their roles allow. */
final class IdentityResolver {
  private static final String FIELD = "spec.authentication.providers";

  private final JwtResolver jwt;
  private final IntrospectionResolver introspection;
  private final BasicResolver basic;
  private final ApiKeyResolver apiKeys;
  private final MtlsResolver mtls;
  private final OidcResolver oidc;
  private final ExternalResolver external;
  private final Diagnostics diagnostics;

  IdentityResolver(
      BackendAddresses addresses,
      SecretReferences secrets,
      RevocationReading revocation,
      Diagnostics diagnostics) {
    this.jwt =
        new JwtResolver(
            new KeySetResolver(addresses, secrets, diagnostics), revocation, diagnostics);
    this.apiKeys = new ApiKeyResolver(secrets, diagnostics);
    this.basic = new BasicResolver(secrets, diagnostics);
    this.mtls = new MtlsResolver(secrets, diagnostics);
    this.external = new ExternalResolver(secrets.namespace(), diagnostics);
    this.oidc = new OidcResolver(addresses, secrets, revocation, diagnostics);
    this.introspection = new IntrospectionResolver(addresses, secrets, revocation, diagnostics);
    this.diagnostics = diagnostics;
  }

  IdentityRules resolve(
      @Nullable Authentication authentication, @Nullable RolePermissions permissions) {
    return new IdentityRules(
        authentication == null ? List.of() : providers(authentication.providers()),
        permissions(permissions));
  }

  private List<IdentityProvider> providers(List<Authentication.Provider> written) {
    List<IdentityProvider> providers = new ArrayList<>();
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < written.size(); i++) {
      String field = FIELD + "[" + i + "]";
      Authentication.Provider each = written.get(i);
      if (fields.putIfAbsent(each.name(), field) != null) {
        diagnostics.error(
            DataPlaneReason.INVALID_PROVIDER,
            field + ".name",
            PlainText.quote(each.name())
                + " names an earlier provider already; give this one another name");
      } else {
        provider(each, field).ifPresent(providers::add);
      }
    }
    return apiKeys.judge(providers, fields);
  }

  private Optional<IdentityProvider> provider(Authentication.Provider written, String field) {
    long given =
        Stream.of(
                written.jwt(),
                written.apiKey(),
                written.basic(),
                written.introspection(),
                written.mtls(),
                written.external(),
                written.oidc())
            .filter(Objects::nonNull)
            .count();
    if (given != 1) {
      diagnostics.error(
          DataPlaneReason.INVALID_PROVIDER,
          field,
          "needs exactly one of jwt, apiKey, basic, introspection, mtls, external and oidc; "
              + (given == 0 ? "add one" : "remove the others"));
      return Optional.of(
          new IdentityProvider.Unavailable(
              written.name(), "its configuration cannot be used", List.of()));
    }
    if (written.jwt() != null) {
      return Optional.of(jwt.resolve(written.name(), written.jwt(), field + ".jwt"));
    }
    if (written.basic() != null) {
      return Optional.of(basic.resolve(written.name(), written.basic(), field + ".basic"));
    }
    if (written.external() != null) {
      return Optional.of(external.resolve(written.name(), written.external(), field + ".external"));
    }
    if (written.mtls() != null) {
      return Optional.of(mtls.resolve(written.name(), written.mtls(), field + ".mtls"));
    }
    if (written.introspection() != null) {
      return Optional.of(
          introspection.resolve(written.name(), written.introspection(), field + ".introspection"));
    }
    if (written.oidc() != null) {
      return Optional.of(oidc.resolve(written.name(), written.oidc(), field + ".oidc"));
    }
    if (written.apiKey() == null) {
      return Optional.of(
          new IdentityProvider.Unavailable(
              written.name(), "its kind is not known here", List.of()));
    }
    return Optional.of(written.apiKey())
        .map(keys -> apiKeys.resolve(written.name(), keys, field + ".apiKey"));
  }

  private static SortedMap<String, List<String>> permissions(@Nullable RolePermissions written) {
    return written == null ? new TreeMap<>() : new TreeMap<>(written.roles());
  }
}
