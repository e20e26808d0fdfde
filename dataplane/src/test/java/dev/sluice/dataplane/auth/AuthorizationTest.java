package dev.sluice.dataplane.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.auth.authorization.RoleGrants;
import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.auth.provider.Provider;
import dev.sluice.dataplane.body.judge.Bodies;
import dev.sluice.dataplane.chain.RouteChain;
import dev.sluice.dataplane.chain.ServerChain;
import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.exchange.RouteMeter;
import dev.sluice.dataplane.exchange.RoutedRule;
import dev.sluice.dataplane.handler.BodyPace;
import dev.sluice.dataplane.handler.TrustPolicy;
import dev.sluice.dataplane.identity.Claims;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.identity.IdentityNames;
import dev.sluice.dataplane.limit.RuleLimits;
import dev.sluice.dataplane.routing.CookieKey;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.AccessRule;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.Authorization;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The steps of access of a rule on the wire, with a provider that believes everything. */
final class AuthorizationTest {
  private static final Authentication KNOWN =
      new Authentication.ByProviders(List.of("naive"), false);
  private static final Authentication OR_NOBODY =
      new Authentication.ByProviders(List.of("naive"), true);

  private final List<AccessDecision> decisions = new CopyOnWriteArrayList<>();
  private final List<Undertow> servers = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(Undertow::stop);
  }

  @Test
  void whoLacksTheRoleIsRefusedOnAConnectionThatGoesOn() {
    int port = serve(KNOWN, editors(DecisionMode.ENFORCE));
    try (Wire client = Wire.connect(port)) {
      for (int i = 0; i < 3; i++) {
        assertThat(status(client, "X-Key: jane viewer editor")).isEqualTo(200);
        Wire.Message refused = send(client, "X-Key: joe viewer");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("\"reason\":\"FORBIDDEN\"").doesNotContain("editor");
        assertThat(refused.all("WWW-Authenticate")).isEmpty();
        Wire.Message unknown = send(client, "X-Other: 1");
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.all("WWW-Authenticate")).containsExactly("Naive");
        assertThat(status(client, "X-Key: bad")).isEqualTo(401);
      }
    }
    assertThat(decisions.stream().map(each -> each.outcome() + " " + each.reason().orElse(null)))
        .startsWith(
            "PASSED null",
            "REFUSED FORBIDDEN",
            "REFUSED UNAUTHENTICATED",
            "REFUSED UNAUTHENTICATED",
            "PASSED null");
    assertThat(decisions.get(1).detail())
        .isEqualTo("GatewayRoute shop/orders spec.authorization: lacks any of the roles editor");
  }

  @Test
  void nobodyInParticularIsAskedForACredential() {
    int port = serve(OR_NOBODY, editors(DecisionMode.ENFORCE));
    try (Wire client = Wire.connect(port)) {
      Wire.Message refused = send(client, "X-Other: 1");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.all("WWW-Authenticate")).containsExactly("Naive");
      assertThat(status(client, "X-Key: joe viewer")).isEqualTo(403);
      assertThat(status(client, "X-Key: jane editor")).isEqualTo(200);
    }
  }

  @Test
  void aRuleThatAsksNobodyIsClosedToAllWhereItAsksSomething() {
    int port = serve(Authentication.PUBLIC, editors(DecisionMode.ENFORCE));
    try (Wire client = Wire.connect(port)) {
      assertThat(status(client, "X-Key: jane editor")).isEqualTo(401);
    }
  }

  @Test
  void aShadowOnlyTells() {
    int port = serve(OR_NOBODY, editors(DecisionMode.SHADOW));
    try (Wire client = Wire.connect(port)) {
      assertThat(status(client, "X-Key: joe viewer")).isEqualTo(200);
      assertThat(status(client, "X-Other: 1")).isEqualTo(200);
    }
    assertThat(decisions.stream().map(each -> each.outcome() + " " + each.reason().orElse(null)))
        .containsExactly(
            "WOULD_REFUSE FORBIDDEN", "PASSED null", "WOULD_REFUSE UNAUTHENTICATED", "PASSED null");
  }

  @Test
  void allRulesMustHoldAndAShadowWeakensNoOther() {
    int port =
        serve(
            KNOWN,
            new Authorization(
                List.of(
                    rule(DecisionMode.SHADOW, "auditor"), rule(DecisionMode.ENFORCE, "editor"))));
    try (Wire client = Wire.connect(port)) {
      assertThat(status(client, "X-Key: jane editor")).isEqualTo(200);
      assertThat(status(client, "X-Key: ann auditor")).isEqualTo(403);
      assertThat(status(client, "X-Key: joe viewer")).isEqualTo(403);
    }
  }

  @Test
  void anAnswerThatComesLaterIsJudgedTheSame() {
    int port = serve(KNOWN, editors(DecisionMode.ENFORCE));
    try (Wire client = Wire.connect(port)) {
      for (int i = 0; i < 3; i++) {
        assertThat(status(client, "X-Key: later editor")).isEqualTo(200);
        assertThat(status(client, "X-Key: later viewer")).isEqualTo(403);
      }
    }
  }

  private static Wire.Message send(Wire client, String field) {
    return client.send("GET / HTTP/1.1\r\nHost: a.test\r\n" + field + "\r\n\r\n").response();
  }

  private static int status(Wire client, String field) {
    return send(client, field).status();
  }

  private static Authorization editors(DecisionMode mode) {
    return new Authorization(List.of(rule(mode, "editor")));
  }

  private static AccessRule rule(DecisionMode mode, String role) {
    return new AccessRule(
        List.of(role),
        List.of(),
        List.of(),
        new TreeMap<>(),
        List.of(),
        mode,
        new PolicyOrigin(
            "authorization",
            "GatewayRoute",
            new ObjectKey("shop", "orders"),
            "spec.authorization"));
  }

  private int serve(Authentication authentication, Authorization authorization) {
    RouteRule rule =
        new RouteRule(
            "r",
            List.of(RouteMatch.of(new PathMatch.Prefix("/"), new MethodMatch.Any())),
            List.of(),
            new RouteAction.Respond(200, "text/plain", "ok"),
            RoutePolicies.DEFAULT.with(
                new AccessPolicies(
                    authentication,
                    authorization,
                    AccessPolicies.OPEN.addresses(),
                    AccessPolicies.OPEN.cors(),
                    AccessPolicies.OPEN.securityHeaders())));
    RouteSection route =
        new RouteSection(
            new ObjectKey("shop", "orders"), 1, 0, List.of(new HostPattern.Any()), List.of(rule));
    RoutedRule routed =
        new RoutedRule(
            route.route(),
            rule.name(),
            RouteMeter.NONE,
            (asked, context, decision) -> decisions.add(decision));
    HttpHandler chain =
        RouteChain.build(
                route,
                rule,
                routed,
                new RouteChain.Parts(
                    key -> {
                      throw new AssertionError("no backend is wanted");
                    },
                    name -> new Provider(name, new Naive()),
                    RoleGrants.NONE,
                    use -> Optional.empty(),
                    key -> Optional.empty(),
                    new Bodies(),
                    new Upstreams().pauses(),
                    CookieKey.random(),
                    any -> RuleLimits.NONE))
            .chain();
    HttpHandler all =
        ServerChain.build(
            List.of(),
            new TrustPolicy.Nobody(),
            IdentityNames.NONE,
            BodyPace.DEFAULT,
            List.of(),
            exchange -> {
              RequestContext.of(exchange).routed(routed, new PathMatch.Prefix("/"), 0);
              chain.handleRequest(exchange);
            });
    Undertow server = Undertow.builder().addHttpListener(0, "127.0.0.1", all).build();
    server.start();
    servers.add(server);
    return ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
  }

  /** {@code X-Key: USER ROLE…}. */
  private static final class Naive implements Authenticator {
    @Override
    public Outcome authenticate(HttpServerExchange exchange, RequestContext context) {
      String key = exchange.getRequestHeaders().getFirst("X-Key");
      if (key == null) {
        return Outcome.ABSENT;
      }
      List<String> words = Arrays.asList(key.split(" "));
      Outcome known =
          new Outcome.Known(
              new Identity(
                  "naive",
                  words.getFirst(),
                  "",
                  words.subList(1, words.size()),
                  List.of(),
                  List.of(),
                  Claims.NONE,
                  List.of()));
      return switch (words.getFirst()) {
        case "bad" -> new Outcome.Refused("it is bad");
        case "later" -> new Outcome.Later(CompletableFuture.supplyAsync(() -> known));
        default -> known;
      };
    }

    @Override
    public String challenge(boolean refused) {
      return "Naive";
    }

    @Override
    public void strip(HttpServerExchange exchange, RequestContext context) {
      exchange.getRequestHeaders().remove("X-Key");
    }
  }
}
