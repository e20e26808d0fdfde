package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.dataplane.upstream.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;

/** A whole data plane on free ports at loopback. */
public final class GatewayFixture implements AutoCloseable {
  private final Dataplane dataplane;

  private GatewayFixture(Dataplane dataplane) {
    this.dataplane = dataplane;
  }

  public static DataplaneOptions options() {
    return DataplaneOptions.local(0)
        .withAddress(InetAddress.getLoopbackAddress())
        .withDrain(Duration.ZERO, Duration.ofSeconds(10));
  }

  public static GatewayFixture start(DataplaneOptions options) {
    try {
      return new GatewayFixture(Dataplane.start(options));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static GatewayFixture start() {
    return start(options());
  }

  /** Started, and serving this. */
  public static GatewayFixture serving(Config config) {
    GatewayFixture fixture = start();
    fixture.apply(config);
    return fixture;
  }

  public Dataplane dataplane() {
    return dataplane;
  }

  /** Applies what must be accepted. */
  public void apply(Config config) {
    assertThat(dataplane.apply(config.snapshot(), config.endpoints()))
        .isInstanceOf(ApplyResult.Applied.class);
  }

  public int port() {
    Integer port = dataplane.ports().get("http");
    if (port == null) {
      throw new IllegalStateException("no listener called http: " + dataplane.ports());
    }
    return port;
  }

  public Wire client() {
    return Wire.connect(port());
  }

  /** One request on a connection of its own. */
  public Wire.Message exchange(String request) {
    try (Wire client = client()) {
      return client.send(request).response();
    }
  }

  public Wire.Message get(String target) {
    return exchange(request("GET", target));
  }

  public Wire.Message admin(String target) {
    try (Wire client = Wire.connect(dataplane.adminPort())) {
      return client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n").response();
    }
  }

  public static String request(String method, String target, String... fields) {
    StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: a.test\r\n");
    for (String field : fields) {
      text.append(field).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  @Override
  public void close() {
    dataplane.close();
  }
}
