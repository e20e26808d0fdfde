package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import java.util.function.UnaryOperator;

/** A gateway in front of one backend that records what reaches it. */
final class AttackFixture implements AutoCloseable {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final ScriptedBackend backend = ScriptedBackend.answering(OK);
  private final GatewayFixture gateway;

  AttackFixture() {
    this(UnaryOperator.identity(), UnaryOperator.identity());
  }

  AttackFixture(UnaryOperator<Config> change, UnaryOperator<DataplaneOptions> options) {
    gateway = GatewayFixture.start(options.apply(GatewayFixture.options()));
    gateway.apply(
        change.apply(
            new Config()
                .backend("b", backend.endpoint())
                .forward("all", "/", "b")
                .respond("admin", "/admin", 403, "")));
  }

  GatewayFixture gateway() {
    return gateway;
  }

  ScriptedBackend backend() {
    return backend;
  }

  /** Sends bytes on a fresh connection and reads one answer. */
  Wire.Message send(String bytes) {
    return gateway.exchange(bytes);
  }

  /** The answer is that status and reason, the connection ends, and the backend saw nothing. */
  void refuses(String bytes, int status, String reason) {
    int before = backend.requests().size();
    try (Wire client = gateway.client()) {
      Wire.Message answer = client.send(bytes).response();
      assertThat(answer.status()).as(bytes).isEqualTo(status);
      assertThat(answer.text()).as(bytes).contains("\"reason\":\"" + reason + "\"");
      assertThat(answer.first("Content-Type")).isEqualTo("application/problem+json");
      if (status == 400) {
        assertThat(answer.first("Connection")).as(bytes).isEqualTo("close");
        assertThat(client.endsCleanly()).as(bytes).isTrue();
      }
    }
    assertThat(backend.requests()).as(bytes).hasSize(before);
  }

  /** The parser's bare 400. */
  void refusesBare(String bytes) {
    int before = backend.requests().size();
    try (Wire client = gateway.client()) {
      Wire.Message answer = client.send(bytes).responseHead();
      assertThat(answer.status()).as(bytes).isEqualTo(400);
    }
    assertThat(backend.requests()).as(bytes).hasSize(before);
  }

  /** What the backend saw of a request that passes. */
  Wire.Message forwarded(String bytes) {
    Wire.Message answer = send(bytes);
    assertThat(answer.status()).as(bytes + answer.text()).isEqualTo(200);
    return backend.lastRequest();
  }

  @Override
  public void close() {
    gateway.close();
    backend.close();
  }
}
