package dev.sluice.benchmarks;

import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.AccessRule;
import dev.sluice.snapshot.AddressAccess;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.Authorization;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.Cors;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.DialRules;
import dev.sluice.snapshot.ForwardedClaim;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.KeySet;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SecurityHeaders;
import dev.sluice.snapshot.SecurityPreset;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.WeightedTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The configuration of {@code access.py}: hosts that differ in who may pass, each with a provider
 * of its own, so that none pushes out what another remembers.
 *
 * <ul>
 *   <li>{@code public}: everybody
 *   <li>{@code cached}, {@code uncached}, {@code es256}: who has a token
 *   <li>{@code full}: who has a token with a role that grants a permission; with CORS and headers
 *       for browsers
 *   <li>{@code steady}, {@code busy}, {@code outage}: who has a token of an issuer that publishes
 *       its keys at a URL, fetched once a day or every second
 * </ul>
 */
final class AccessPlane {
  private static final ObjectKey PLANE = new ObjectKey("bench", "plane");
  private static final long SECOND = 1_000;
  private static final long DAY = 24 * 3_600 * SECOND;

  private AccessPlane() {}

  /**
   * @param directory with {@code jwks.json}
   * @param issuerPort where keys are published
   */
  static Snapshot snapshot(ObjectKey backend, Path directory, int issuerPort) throws IOException {
    KeySet written = new KeySet.Inline(Files.readString(directory.resolve("jwks.json")));
    List<RouteSection> routes = new ArrayList<>();
    routes.add(route("public", backend, AccessPolicies.OPEN));
    List<IdentityProvider> providers = new ArrayList<>();
    for (String name : List.of("cached", "uncached", "es256")) {
      providers.add(provider(name, written, List.of()));
      routes.add(route(name, backend, asking(name)));
    }
    providers.add(provider("full", written, List.of(new ForwardedClaim("sub", "x-user-id"))));
    routes.add(route("full", backend, full()));
    for (String name : List.of("steady", "busy", "outage")) {
      long refresh = name.equals("steady") ? DAY : SECOND;
      String uri = "http://127.0.0.1:" + issuerPort + "/" + name;
      providers.add(
          provider(name, new KeySet.Remote(uri, refresh, DAY, true, List.of()), List.of()));
      routes.add(route(name, backend, asking(name)));
    }
    TreeMap<String, List<String>> permissions = new TreeMap<>();
    permissions.put("editor", List.of("orders:read", "orders:write"));
    return new Snapshot(
        GatewaySection.of(PLANE, List.of(Listener.http("http", 0, false)), new ClientAddress.Peer())
            .with(DialRules.LOCAL)
            .with(new IdentityRules(providers, permissions)),
        routes,
        List.of(BackendSection.of(backend)));
  }

  private static IdentityProvider provider(
      String name, KeySet keys, List<ForwardedClaim> claimHeaders) {
    return new IdentityProvider.Jwt(
        name,
        TokenMint.ISSUER,
        List.of(TokenMint.AUDIENCE),
        keys,
        List.of("RS256", "ES256"),
        "",
        30,
        List.of(new CredentialPlace.Header("authorization", "Bearer")),
        List.of("sub"),
        false,
        claimHeaders,
        IdentityProvider.ClaimNames.DEFAULT,
        IdentityProvider.Revocation.OFF);
  }

  private static AccessPolicies asking(String provider) {
    return AccessPolicies.OPEN.with(new Authentication.ByProviders(List.of(provider), false));
  }

  private static AccessPolicies full() {
    PolicyOrigin origin =
        new PolicyOrigin("authorization", "DataPlane", PLANE, "spec.defaults.authorization");
    return new AccessPolicies(
        new Authentication.ByProviders(List.of("full"), false),
        new Authorization(
            List.of(
                new AccessRule(
                    List.of("editor", "admin"),
                    List.of("orders:write"),
                    List.of("orders"),
                    new TreeMap<>(),
                    List.of("acme"),
                    DecisionMode.ENFORCE,
                    origin))),
        AddressAccess.ALL,
        new Cors.On(
            List.of("https://*.example.com"),
            List.of("GET", "POST"),
            List.of("authorization"),
            List.of("X-Request-Id"),
            true,
            600),
        new SecurityHeaders(SecurityPreset.STRICT, new TreeMap<>()));
  }

  static RouteSection route(String host, ObjectKey backend, AccessPolicies access) {
    return new RouteSection(
        new ObjectKey("bench", host),
        0,
        0,
        List.of(new HostPattern.Exact(host + ".bench")),
        List.of(
            new RouteRule(
                "all",
                List.of(RouteMatch.of(new PathMatch.Prefix("/"), new MethodMatch.Any())),
                List.of(),
                new RouteAction.Forward(
                    List.of(new WeightedTarget(new Target.Backend(backend), 1))),
                RoutePolicies.DEFAULT.with(access))));
  }
}
