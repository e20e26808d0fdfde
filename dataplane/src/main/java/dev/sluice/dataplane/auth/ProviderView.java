package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.auth.external.ExternalView;
import dev.sluice.dataplane.auth.introspection.IntrospectionView;
import dev.sluice.dataplane.auth.jwt.JwtView;
import dev.sluice.dataplane.auth.oidc.OidcView;
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
    Optional<ExternalView> external) {}
