package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeprecationTest {
  private static final String LINK = "</v2>; rel=\"successor-version\"";
  private static final RouteFilter.Deprecate FILTER =
      new RouteFilter.Deprecate("@1769817600", "Thu, 31 Dec 2026 00:00:00 GMT", LINK);

  private static GatewayFixture gateway(ScriptedBackend backend, RouteFilter... filters) {
    return GatewayFixture.serving(
        new Config()
            .backend("b", backend.endpoint())
            .route(
                "r",
                Config.rule("/old", Config.to("b"), filters),
                Config.rule("/new", Config.to("b")),
                Config.rule("/gone", new RouteAction.Respond(410, "text/plain", "gone"), filters)));
  }

  private static void isDeprecated(Wire.Message answer) {
    assertThat(answer.all("Deprecation")).containsExactly("@1769817600");
    assertThat(answer.all("Sunset")).containsExactly("Thu, 31 Dec 2026 00:00:00 GMT");
    assertThat(answer.all("Link")).contains(LINK);
  }

  @Test
  void answersOfAnyKindSayThatTheRuleIsDeprecated() {
    try (ScriptedBackend backend =
            ScriptedBackend.answering(
                "HTTP/1.1 200 OK\r\nDeprecation: true\r\nLink: </a>; rel=next\r\n"
                    + "Content-Length: 0\r\n\r\n");
        GatewayFixture gateway = gateway(backend, FILTER)) {
      Wire.Message answer = gateway.get("/old");
      isDeprecated(answer);
      assertThat(answer.all("Link")).containsExactly("</a>; rel=next", LINK);
      isDeprecated(gateway.get("/gone"));
      assertThat(gateway.get("/new").all("Sunset")).isEmpty();
    }
  }

  @Test
  void errorsOfBackendAndGatewaySayItToo() {
    try (ScriptedBackend backend =
            ScriptedBackend.answering("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
        GatewayFixture gateway = gateway(backend, FILTER)) {
      isDeprecated(gateway.get("/old"));
    }
    try (ScriptedBackend backend = ScriptedBackend.answering("nonsense\r\n\r\n");
        GatewayFixture gateway = gateway(backend, FILTER)) {
      Wire.Message answer = gateway.get("/old");
      assertThat(answer.status()).isEqualTo(502);
      isDeprecated(answer);
    }
  }

  @Test
  void whatIsNotSaidIsNotSent() {
    try (ScriptedBackend backend =
            ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        GatewayFixture gateway = gateway(backend, new RouteFilter.Deprecate("@0", "", ""))) {
      Wire.Message answer = gateway.get("/old");
      assertThat(answer.all("Deprecation")).containsExactly("@0");
      assertThat(answer.all("Sunset")).isEmpty();
      assertThat(answer.all("Link")).isEmpty();
    }
  }

  @Test
  void editsOfTheAnswerTakeAwayTheBackendsLinksOnly() {
    RouteFilter edits =
        new RouteFilter.EditResponseHeaders(
            new HeaderEdits(List.of(), List.of(), List.of("link", "sunset")));
    try (ScriptedBackend backend =
            ScriptedBackend.answering(
                "HTTP/1.1 200 OK\r\nLink: </a>; rel=next\r\nContent-Length: 0\r\n\r\n");
        GatewayFixture gateway = gateway(backend, edits, FILTER)) {
      Wire.Message answer = gateway.get("/old");
      isDeprecated(answer);
      assertThat(answer.all("Link")).containsExactly(LINK);
    }
  }

  @Test
  void usesAreCountedByRule() {
    try (ScriptedBackend backend =
            ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        GatewayFixture gateway = gateway(backend, FILTER)) {
      gateway.get("/old");
      gateway.get("/old/a");
      gateway.get("/new");
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          gateway
                              .admin("/metrics")
                              .text()
                              .lines()
                              .filter(line -> line.startsWith("sluice_deprecated_requests_total{")))
                      .containsExactly(
                          "sluice_deprecated_requests_total{route_namespace=\"test\",route=\"r\","
                              + "rule=\"rule-old\",} 2.0"));
    }
  }
}
