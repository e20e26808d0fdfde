package dev.sluice.dataplane;

import static dev.sluice.dataplane.AccessConfig.asking;
import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.LimitConfig.atATime;
import static dev.sluice.dataplane.LimitConfig.client;
import static dev.sluice.dataplane.LimitConfig.in;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.route;
import static dev.sluice.dataplane.LimitedFixture.get;
import static dev.sluice.dataplane.LimitedFixture.keys;
import static dev.sluice.dataplane.LimitedFixture.secret;
import static dev.sluice.dataplane.LimitedFixture.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RouteAction;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one limit has taken of a request that another refuses, it gives back, wherever both are. */
final class LimitRefundTest {
  private static final String KEY = "X-API-Key: canary-7f3a-0123456789";

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

  @AfterEach
  void close() {
    backend.close();
  }

  private static RateLimit at(String store, RateLimit limit) {
    return in(store.equals("Local") ? new CounterStore.Local() : new CounterStore.Cluster(), limit);
  }

  private static Config known() {
    return new Config()
        .identities(new IdentityRules(List.of(keys()), new TreeMap<>()))
        .secret(secret("one", "canary-7f3a-0123456789", "acme", "gold"));
  }

  /** How much is left of the limit that answers name so. */
  private static int left(Wire.Message answer, String name) {
    String head = answer.head();
    int from = head.indexOf("\"" + name + "\";r=") + name.length() + 5;
    return Integer.parseInt(head.substring(from, head.indexOf(';', from)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Local", "Cluster"})
  void aLimitOfWhoAsksGivesBackWhatTheOneOfTheAddressTook(String store) {
    Config config =
        known()
            .route(
                "r",
                asking(rule("/r", new RouteAction.Respond(200, "text/plain", "ok")), "partners"))
            .limit(
                LimitConfig.of("p", route("r"))
                    .with(
                        at(store, limit("ip", 2_000, client())),
                        limit("user", 2, new LimitKeyPart.User()))
                    .section());
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(statuses(gateway, 6, get("/r", KEY)))
          .containsExactly(200, 200, 429, 429, 429, 429);
      // Four guesses stay counted: whoever guesses was not refused by a limit.
      assertThat(statuses(gateway, 4, get("/r", "X-API-Key: wrong"))).containsOnly(401);
      assertThat(left(gateway.exchange(get("/r", KEY)), "ip")).isEqualTo(1_994);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Local", "Cluster"})
  void aLimitOfTheBackendGivesBackWhatAllOthersTook(String store) {
    Config config =
        known()
            .backend("b", backend.endpoint())
            .forward("r", "/r", "b")
            .respond("other", "/other", 200, "ok")
            .limit(
                LimitConfig.of("p", new LimitTarget.Plane())
                    .with(at(store, limit("ip", 5, client())), atATime("places", 1))
                    .section())
            .limit(
                LimitConfig.of("b", new LimitTarget.Backend(key("b")))
                    .with(at(store, limit("backend", 2)))
                    .section());
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(statuses(gateway, 6, get("/r"))).containsExactly(200, 200, 429, 429, 429, 429);
      assertThat(left(gateway.exchange(get("/r")), "ip")).isEqualTo(3);
      assertThat(statuses(gateway, 4, get("/other"))).containsExactly(200, 200, 200, 429);
    }
  }
}
