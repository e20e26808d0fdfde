package dev.sluice.dataplane;

import static dev.sluice.dataplane.AccessConfig.asking;
import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.GatewayFixture.request;

import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.SecretSection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Clients of limited routes, and how they fare. */
final class LimitedFixture {
  private LimitedFixture() {}

  /** The status of each answer to these, one after the other on one connection. */
  static List<Integer> statuses(GatewayFixture gateway, List<String> requests) {
    List<Integer> statuses = new ArrayList<>();
    try (Wire wire = gateway.client()) {
      for (String request : requests) {
        statuses.add(wire.send(request).response().status());
      }
    }
    return statuses;
  }

  static List<Integer> statuses(GatewayFixture gateway, String... requests) {
    return statuses(gateway, Arrays.asList(requests));
  }

  /** The same request so often. */
  static List<Integer> statuses(GatewayFixture gateway, int count, String request) {
    return statuses(gateway, java.util.Collections.nCopies(count, request));
  }

  /** As if no time had passed since the first request: what is left of an hour or a day is all. */
  static String headAtOnce(Wire.Message answer) {
    return answer
        .head()
        .replaceAll("(?<![0-9])35[0-9]{2}(?![0-9])", "3600")
        .replaceAll("(?<![0-9])863[0-9]{2}(?![0-9])", "86400");
  }

  static String get(String target, String... fields) {
    return request("GET", target, fields);
  }

  static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  /** A token of the test issuer. */
  static String token(String user, String more) {
    return TestIssuer.ED.sign(
        TestIssuer.ED.header(),
        "{\"iss\":\"https://idp.test\",\"aud\":\"shop\",\"sub\":\""
            + user
            + "\",\"exp\":"
            + (TestIssuer.now() + 300)
            + more
            + "}");
  }

  /** Open to all, but limited: for clients with a token or one of two keys, and those without. */
  static Config known(RateLimit... limits) {
    return new Config()
        .identities(
            new IdentityRules(
                List.of(JwtConfig.of(TestIssuer.ED).provider(), keys()), new TreeMap<>()))
        .secret(
            secret("one", "canary-7f3a-0123456789", "acme", "gold"),
            secret("two", "canary-7f3a-9876543210", "acme", "free"))
        .route(
            "r",
            asking(
                rule("/", new RouteAction.Respond(200, "text/plain", "ok")),
                new Authentication.ByProviders(List.of("idp", "partners"), true)))
        .limit(LimitConfig.of("p", LimitConfig.route("r")).with(limits).section());
  }

  /** Knows the keys of those Secrets. */
  static IdentityProvider.ApiKeys keys() {
    return new IdentityProvider.ApiKeys(
        "partners",
        new TreeMap<>(Map.of("a", "b")),
        List.of(new CredentialPlace.Header("x-api-key", "")),
        "x-client-id",
        true);
  }

  static SecretSection.ApiKey secret(String name, String text, String owner, String plan) {
    try {
      return new SecretSection.ApiKey(
          key(name),
          List.of("partners"),
          HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-256")
                      .digest(text.getBytes(StandardCharsets.US_ASCII))),
          owner,
          List.of(),
          new TreeMap<>(Map.of("plan", plan)),
          Long.MAX_VALUE);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
