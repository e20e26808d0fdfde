package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.auth.external.ExternalAuthenticator;
import dev.sluice.dataplane.auth.external.ExternalView;
import dev.sluice.dataplane.auth.introspection.IntrospectionView;
import dev.sluice.dataplane.auth.introspection.Introspections;
import dev.sluice.dataplane.auth.jwt.JwtProviders;
import dev.sluice.dataplane.auth.jwt.JwtView;
import dev.sluice.dataplane.auth.oidc.OidcProviders;
import dev.sluice.dataplane.auth.oidc.OidcView;
import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.auth.provider.Provider;
import dev.sluice.dataplane.auth.provider.UnavailableProvider;
import java.util.Optional;

/**
 * A provider in force, for metrics and pages.
 *
 * @param unavailable why it cannot work; empty while it can
 * @param jwt if it is of that kind
 * @param introspection likewise
 * @param oidc likewise
 * @param external likewise
 */
public record ProviderView(
    String name,
    String unavailable,
    Optional<JwtView> jwt,
    Optional<IntrospectionView> introspection,
    Optional<OidcView> oidc,
    Optional<ExternalView> external) {
  static ProviderView of(Provider provider) {
    Authenticator now = provider.authenticator();
    return new ProviderView(
        provider.name(),
        now instanceof UnavailableProvider(String reason) ? reason : "",
        Optional.ofNullable(JwtProviders.view(provider.name(), now)),
        Optional.ofNullable(Introspections.view(now)),
        Optional.ofNullable(OidcProviders.view(now)),
        now instanceof ExternalAuthenticator external
            ? Optional.of(external.view())
            : Optional.empty());
  }
}
