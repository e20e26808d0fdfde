package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;

import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.ForwardedClaim;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityProvider.ClaimNames;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.KeySet;
import dev.sluice.snapshot.RouteRule;
import java.util.List;
import java.util.TreeMap;

/** A provider of tokens of {@code https://idp.test}, and routes that ask it. */
record JwtConfig(
    String name,
    String issuer,
    List<String> audiences,
    KeySet keys,
    List<String> algorithms,
    String type,
    List<CredentialPlace> from,
    List<String> required,
    boolean strip,
    List<ForwardedClaim> headers,
    ClaimNames claims) {
  static JwtConfig of(KeySet keys) {
    return new JwtConfig(
        "idp",
        "https://idp.test",
        List.of("shop"),
        keys,
        List.of("RS256", "ES256", "EdDSA"),
        "",
        List.of(new CredentialPlace.Header("authorization", "Bearer")),
        List.of(),
        false,
        List.of(),
        ClaimNames.DEFAULT);
  }

  static JwtConfig of(TestIssuer... issuers) {
    return of(new KeySet.Inline(TestIssuer.set(issuers)));
  }

  JwtConfig named(String other, String otherIssuer) {
    return new JwtConfig(
        other,
        otherIssuer,
        audiences,
        keys,
        algorithms,
        type,
        from,
        required,
        strip,
        headers,
        claims);
  }

  JwtConfig algorithms(String... values) {
    return new JwtConfig(
        name,
        issuer,
        audiences,
        keys,
        List.of(values),
        type,
        from,
        required,
        strip,
        headers,
        claims);
  }

  JwtConfig type(String value) {
    return new JwtConfig(
        name, issuer, audiences, keys, algorithms, value, from, required, strip, headers, claims);
  }

  JwtConfig from(CredentialPlace... places) {
    return new JwtConfig(
        name,
        issuer,
        audiences,
        keys,
        algorithms,
        type,
        List.of(places),
        required,
        strip,
        headers,
        claims);
  }

  JwtConfig required(String... names) {
    return new JwtConfig(
        name,
        issuer,
        audiences,
        keys,
        algorithms,
        type,
        from,
        List.of(names),
        strip,
        headers,
        claims);
  }

  JwtConfig stripping() {
    return new JwtConfig(
        name, issuer, audiences, keys, algorithms, type, from, required, true, headers, claims);
  }

  JwtConfig telling(ForwardedClaim... told) {
    return new JwtConfig(
        name,
        issuer,
        audiences,
        keys,
        algorithms,
        type,
        from,
        required,
        strip,
        List.of(told),
        claims);
  }

  JwtConfig audiences(String... values) {
    return new JwtConfig(
        name,
        issuer,
        List.of(values),
        keys,
        algorithms,
        type,
        from,
        required,
        strip,
        headers,
        claims);
  }

  JwtConfig reading(ClaimNames names) {
    return new JwtConfig(
        name, issuer, audiences, keys, algorithms, type, from, required, strip, headers, names);
  }

  IdentityProvider provider() {
    return new IdentityProvider.Jwt(
        name,
        issuer,
        audiences,
        keys,
        algorithms,
        type,
        30,
        from,
        required,
        strip,
        headers,
        claims,
        IdentityProvider.Revocation.OFF);
  }

  static IdentityRules rules(JwtConfig... providers) {
    return new IdentityRules(
        List.of(providers).stream().map(JwtConfig::provider).toList(), new TreeMap<>());
  }

  /** All paths forward to the backend {@code b} for whom these know. */
  static RouteRule asking(String prefix, boolean optional, String... providers) {
    RouteRule plain = Config.rule(prefix, Config.to("b"));
    return new RouteRule(
        plain.name(),
        plain.matches(),
        plain.filters(),
        plain.action(),
        plain
            .policies()
            .with(
                new AccessPolicies(
                    new Authentication.ByProviders(List.of(providers), optional),
                    AccessPolicies.OPEN.authorization(),
                    AccessPolicies.OPEN.addresses(),
                    AccessPolicies.OPEN.cors(),
                    AccessPolicies.OPEN.securityHeaders())));
  }

  static Config of(Config config, JwtConfig... providers) {
    String[] names = List.of(providers).stream().map(JwtConfig::name).toArray(String[]::new);
    return config.identities(rules(providers)).route(key("r").name(), asking("/", false, names));
  }
}
