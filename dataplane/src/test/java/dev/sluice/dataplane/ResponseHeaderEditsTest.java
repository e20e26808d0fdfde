package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.Fault;
import dev.sluice.snapshot.FaultScope;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.PathRewrite;
import dev.sluice.snapshot.RedirectPort;
import dev.sluice.snapshot.RequestVariable;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.ValuePart;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResponseHeaderEditsTest {
  private static final String OK =
      "HTTP/1.1 200 OK\r\nServer: old\r\nCache-Control: no-store\r\nX-A: 1\r\nX-A: 2\r\n"
          + "X-Debug: yes\r\nContent-Length: 2\r\n\r\nok";
  private static final RouteFilter EDITS =
      new RouteFilter.EditResponseHeaders(
          new HeaderEdits(
              List.of(
                  text("Cache-Control", "max-age=60"),
                  new HeaderValue(
                      "X-Served",
                      List.of(
                          new ValuePart.Variable(RequestVariable.ROUTE_NAME),
                          new ValuePart.Text(" "),
                          new ValuePart.Variable(RequestVariable.REQUEST_HOST),
                          new ValuePart.Variable(RequestVariable.REQUEST_PATH),
                          new ValuePart.Text(" "),
                          new ValuePart.Variable(RequestVariable.CLIENT_IP)))),
              List.of(text("X-A", "3")),
              List.of("x-debug")));

  private static HeaderValue text(String name, String value) {
    return new HeaderValue(name, List.of(new ValuePart.Text(value)));
  }

  private static GatewayFixture gateway(
      ScriptedBackend backend, RouteAction action, RouteFilter... filters) {
    return GatewayFixture.serving(
        new Config()
            .backend("b", backend.endpoint())
            .route("r", Config.rule("/", action, filters)));
  }

  @Test
  void theBackendsAnswerIsEdited() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = gateway(backend, Config.to("b"), EDITS);
        Wire client = gateway.client()) {
      for (int i = 0; i < 2; i++) {
        Wire.Message answer = client.send(request("GET", "/a?b")).response();
        assertThat(answer.text()).isEqualTo("ok");
        assertThat(answer.all("Cache-Control")).containsExactly("max-age=60");
        assertThat(answer.all("X-A")).containsExactly("1", "2", "3");
        assertThat(answer.all("X-Debug")).isEmpty();
        assertThat(answer.all("X-Served")).containsExactly("r a.test/a 127.0.0.1");
        assertThat(answer.all("Content-Length")).containsExactly("2");
      }
    }
  }

  @Test
  void aDirectResponseAndARedirectAreEditedToo() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK)) {
      try (GatewayFixture gateway =
          gateway(backend, new RouteAction.Respond(404, "text/plain", "gone"), EDITS)) {
        Wire.Message answer = gateway.get("/");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo("gone");
        assertThat(answer.first("Cache-Control")).isEqualTo("max-age=60");
        try (Wire client = gateway.client()) {
          assertThat(client.send(request("HEAD", "/")).responseHead().first("X-A")).isEqualTo("3");
        }
      }
      RouteAction redirect =
          new RouteAction.Redirect(
              "", "b.test", new RedirectPort.OfRequest(), new PathRewrite.Keep(), 301);
      try (GatewayFixture gateway = gateway(backend, redirect, EDITS)) {
        assertThat(gateway.get("/").first("Cache-Control")).isEqualTo("max-age=60");
      }
      try (GatewayFixture gateway = gateway(backend, new RouteAction.Respond(204, "", ""), EDITS)) {
        assertThat(gateway.get("/").first("X-A")).isEqualTo("3");
      }
    }
  }

  @Test
  void errorsOfTheGatewaysOwnAreLeftAlone() {
    RouteFilter abort =
        new RouteFilter.InjectFault(
            new FaultScope.AllRequests(), List.of(new Fault.Abort(503, 100)));
    try (ScriptedBackend backend = ScriptedBackend.answering("nonsense\r\n\r\n");
        GatewayFixture broken = gateway(backend, Config.to("b"), EDITS);
        GatewayFixture faulty = gateway(backend, Config.to("b"), EDITS, abort)) {
      for (GatewayFixture gateway : List.of(broken, faulty)) {
        Wire.Message answer = gateway.get("/");
        assertThat(answer.status()).isBetween(502, 503);
        assertThat(answer.all("Cache-Control")).containsExactly("no-store");
        assertThat(answer.all("X-A")).isEmpty();
      }
    }
  }

  @Test
  void anErrorOfTheBackendIsItsAnswer() {
    try (ScriptedBackend backend =
            ScriptedBackend.answering("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
        GatewayFixture gateway = gateway(backend, Config.to("b"), EDITS)) {
      Wire.Message answer = gateway.get("/");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.first("X-A")).isEqualTo("3");
    }
  }

  @Test
  void oldClientsStreamsAndUpgradesAreEditedToo() {
    String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    try (ScriptedBackend backend = ScriptedBackend.answering(chunked);
        GatewayFixture gateway = gateway(backend, Config.to("b"), EDITS)) {
      assertThat(gateway.get("/").first("X-A")).isEqualTo("3");
      assertThat(gateway.get("/").text()).isEqualTo("ok");
      assertThat(gateway.exchange("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n").first("X-A"))
          .isEqualTo("3");
    }
    try (ScriptedBackend backend =
            ScriptedBackend.answering(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
        GatewayFixture gateway = gateway(backend, Config.to("b"), EDITS);
        Wire client = gateway.client()) {
      client.send(
          request(
              "GET",
              "/",
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
              "Sec-WebSocket-Version: 13"));
      Wire.Message answer = client.responseHead();
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.first("X-A")).isEqualTo("3");
    }
  }
}
