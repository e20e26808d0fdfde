package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.OutlierDetection;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RequestLimits;
import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.Timeout;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On whatever way a request reaches a backend, it carries that backend's credential. */
@ParameterizedClass
@EnumSource(Shown.class)
final class CredentialPathsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final RetryPolicy ON_RESET =
      new RetryPolicy(
          1, List.of(RetryCondition.RESET), List.of(), List.of("GET"), 1, 1, 1_000, 64 << 10);

  private final Shown shown;
  private final ScriptedBackend tokens = Shown.tokenEndpoint();
  private final ScriptedBackend second = ScriptedBackend.answering(OK);

  CredentialPathsTest(Shown shown) {
    this.shown = shown;
  }

  @AfterEach
  void stop() {
    tokens.close();
    second.close();
  }

  private BackendSection section(String name) {
    return BackendSection.of(key(name)).with(shown.of(name, tokens.port()));
  }

  private Config config() {
    return new Config()
        .secret(Shown.section("first"), Shown.section("second"))
        .backend(section("second"), second.endpoint());
  }

  private static RouteRule rule(RetryPolicy retry, RouteFilter... filters) {
    return new RouteRule(
        "rule",
        List.of(RouteMatch.of(new PathMatch.Prefix("/"), new MethodMatch.Any())),
        List.of(filters),
        Config.to("first"),
        new RoutePolicies(
            RouteTimeouts.DEFAULT,
            retry,
            Hedge.OF_BACKEND,
            RequestLimits.NONE,
            AccessPolicies.OPEN,
            List.of()));
  }

  private void carriesIts(String backend, Wire.Message seen) {
    String other = backend.equals("first") ? "second" : "first";
    assertThat(seen.head()).contains(shown.in(backend)).doesNotContain(Shown.forms(other));
    if (shown.in(backend).startsWith("Authorization")) {
      assertThat(seen.head()).doesNotContain("stolen");
    }
  }

  private static void showsNothing(Wire.Message answer) {
    assertThat(answer.head() + answer.text())
        .doesNotContain(Shown.forms("first"))
        .doesNotContain(Shown.forms("second"));
  }

  private static final String STOLEN = "Authorization: Bearer stolen";

  @Test
  void anUpgradeCarriesItAndTheAnswerDoesNotRepeatIt() {
    try (ScriptedBackend first = upgrading();
        GatewayFixture gateway =
            GatewayFixture.serving(
                config().backend(section("first"), first.endpoint()).forward("r", "/", "first"));
        Wire client = gateway.client()) {
      client.send(
          request(
              "GET",
              "/chat?x=1",
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
              "Sec-WebSocket-Version: 13",
              STOLEN));
      Wire.Message answer = client.responseHead();
      assertThat(answer.status()).isEqualTo(101);
      carriesIts("first", first.lastRequest());
      if (shown == Shown.KEY_IN_QUERY) {
        // As in any other answer: what the gateway added to the URL is not the client's to know.
        showsNothing(answer);
        assertThat(answer.first("X-Url")).contains("/chat?x=1&redacted");
      }
    }
  }

  private static ScriptedBackend upgrading() {
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        ScriptedBackend.start(
            wire -> {
              Wire.Message request = wire.request();
              if (request != null) {
                self[0].record(request);
                wire.send(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nX-Url: "
                        + request.startLine().split(" ")[1]
                        + "\r\n\r\n");
                wire.awaitEnd();
              }
            });
    return self[0];
  }

  @Test
  void aCopyCarriesThatOfItsOwnBackend() {
    try (ScriptedBackend first = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                config()
                    .backend(section("first"), first.endpoint())
                    .route(
                        "r",
                        rule(
                            RetryPolicy.DEFAULT,
                            new RouteFilter.Mirror(new Target.Backend(key("second")), 100))))) {
      // A copy waits for nothing, and for no token either.
      await()
          .until(
              () -> {
                showsNothing(gateway.exchange(request("GET", "/", STOLEN)));
                return !second.requests().isEmpty();
              });
      carriesIts("first", first.lastRequest());
      carriesIts("second", second.lastRequest());
    }
  }

  /** Whoever is asked first does this; the others answer. */
  private ScriptedBackend first(AtomicBoolean asked, ScriptedBackend.Script misdeed) {
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        ScriptedBackend.start(
            wire -> {
              for (var r = wire.request(); r != null; r = wire.request()) {
                self[0].record(r);
                if (asked.compareAndSet(false, true)) {
                  misdeed.run(wire);
                  return;
                }
                wire.send(OK);
              }
            });
    return self[0];
  }

  @Test
  void aRetryAtAnotherEndpointCarriesIt() {
    AtomicBoolean asked = new AtomicBoolean();
    try (ScriptedBackend one = first(asked, Wire::reset);
        ScriptedBackend two = first(asked, Wire::reset);
        GatewayFixture gateway =
            GatewayFixture.serving(
                config()
                    .backend(section("first"), one.endpoint(), two.endpoint())
                    .route("r", rule(ON_RESET)))) {
      Wire.Message answer = gateway.exchange(request("GET", "/", STOLEN));
      assertThat(answer.status()).isEqualTo(200);
      showsNothing(answer);
      carriesIts("first", one.lastRequest());
      carriesIts("first", two.lastRequest());
    }
  }

  @Test
  void aRetryAtTheBackendBehindCarriesThatOne() {
    OutlierDetection atOnce =
        new OutlierDetection.On(1, 0, Timeout.NONE, 10_000, 600_000, 600_000, 100);
    try (ScriptedBackend first = first(new AtomicBoolean(), Wire::reset);
        GatewayFixture gateway =
            GatewayFixture.serving(
                config()
                    .backend(
                        section("first").with(atOnce).failingOverTo(List.of(key("second"))),
                        first.endpoint())
                    .route("r", rule(ON_RESET)))) {
      Wire.Message answer = gateway.exchange(request("GET", "/", STOLEN));
      assertThat(answer.status()).isEqualTo(200);
      showsNothing(answer);
      first.requests().forEach(seen -> carriesIts("first", seen));
      carriesIts("second", second.lastRequest());
    }
  }

  @Test
  void aHedgeCarriesIt() {
    AtomicBoolean asked = new AtomicBoolean();
    try (ScriptedBackend one = first(asked, Wire::awaitEnd);
        ScriptedBackend two = first(asked, Wire::awaitEnd);
        GatewayFixture gateway =
            GatewayFixture.serving(
                config()
                    .backend(
                        section("first").with(new Hedge.After(10, 1)),
                        one.endpoint(),
                        two.endpoint())
                    .forward("r", "/", "first"))) {
      assertThat(gateway.exchange(request("GET", "/", STOLEN)).status()).isEqualTo(200);
      carriesIts("first", one.lastRequest());
      carriesIts("first", two.lastRequest());
    }
  }

  @Test
  void aFallbackIsShownItsOwn() {
    CircuitBreaker breaker =
        new CircuitBreaker.On(
            100,
            100,
            Timeout.NONE,
            10_000,
            10_000,
            1,
            600_000,
            1,
            new BreakerFallback.Elsewhere(key("second")));
    try (ScriptedBackend first =
            ScriptedBackend.answering("HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno");
        GatewayFixture gateway =
            GatewayFixture.serving(
                config()
                    .backend(section("first").with(breaker), first.endpoint())
                    .forward("r", "/", "first"))) {
      await()
          .until(
              () -> {
                Wire.Message answer = gateway.exchange(request("GET", "/", STOLEN));
                showsNothing(answer);
                return answer.status() == 200;
              });
      first.requests().forEach(seen -> carriesIts("first", seen));
      second.requests().forEach(seen -> carriesIts("second", seen));
      assertThat(second.requests()).isNotEmpty();
    }
  }

  /** What a backend makes of it in a broken answer ends in the gateway. */
  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nX: \u0001"})
  void anErrorOfOurOwnDoesNotTellIt(String before) {
    try (ScriptedBackend first =
            ScriptedBackend.start(
                wire -> {
                  var request = wire.request();
                  if (request != null) {
                    wire.send(before + request.head() + "\r\n");
                  }
                });
        GatewayFixture gateway =
            GatewayFixture.serving(
                config().backend(section("first"), first.endpoint()).forward("r", "/", "first"))) {
      Wire.Message answer = gateway.get("/");
      assertThat(answer.status()).isEqualTo(502);
      showsNothing(answer);
      for (String page : List.of("/metrics", "/api/v1/backends", "/api/v1/snapshot")) {
        showsNothing(gateway.admin(page));
      }
    }
  }
}
