package dev.sluice.dataplane;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Cors;
import java.util.List;

/** A gateway whose rule {@code /} has a policy for pages, in front of one backend. */
final class CorsFixture implements AutoCloseable {
  static final String APP = "https://app.good.example";

  /** With all that a policy can say. */
  static final Cors.On FULL =
      new Cors.On(
          List.of(
              APP,
              "https://*.wild.example",
              "https://*.wild.example:8443",
              "regex:https://pr-[0-9]+\\.preview\\.example",
              "https://[2001:db8::1]:8443"),
          List.of("GET", "POST", "PUT"),
          List.of("authorization", "x-page"),
          List.of("X-Request-Id", "X-Total"),
          true,
          600);

  private final ScriptedBackend backend;
  private final GatewayFixture gateway;

  CorsFixture(Cors policy) {
    this(policy, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }

  /**
   * @param answer of the backend
   */
  CorsFixture(Cors policy, String answer) {
    backend = ScriptedBackend.answering(answer);
    gateway =
        GatewayFixture.serving(
            new Config()
                .backend("b", backend.endpoint())
                .route(
                    "r",
                    Config.under(
                        AccessPolicies.OPEN.with(policy), Config.rule("/", Config.to("b"))),
                    Config.rule("/plain", Config.to("b"))));
  }

  static Cors.On origins(String... origins) {
    return new Cors.On(List.of(origins), List.of("GET"), List.of(), List.of(), false, 5);
  }

  GatewayFixture gateway() {
    return gateway;
  }

  ScriptedBackend backend() {
    return backend;
  }

  Wire.Message from(String origin) {
    return send("GET", "/", "Origin: " + origin);
  }

  Wire.Message send(String method, String target, String... fields) {
    return gateway.exchange(GatewayFixture.request(method, target, fields));
  }

  /** A preflight to {@code /a}. */
  Wire.Message preflight(String origin, String method, String... more) {
    String[] fields = new String[more.length + 2];
    fields[0] = "Origin: " + origin;
    fields[1] = "Access-Control-Request-Method: " + method;
    System.arraycopy(more, 0, fields, 2, more.length);
    return send("OPTIONS", "/a", fields);
  }

  @Override
  public void close() {
    gateway.close();
    backend.close();
  }
}
