package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.RouteRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/**
 * A gateway that knows clients in one way. {@code /} is open, {@code /team} is for whoever is
 * known, {@code /admin} is for those who may do what nobody may. What reaches the open rule and the
 * guarded ones is recorded, as are all logs.
 */
final class GuardedFixture implements AutoCloseable {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final KnownClient client;
  private final ScriptedBackend open = ScriptedBackend.answering(OK);
  private final ScriptedBackend guarded = ScriptedBackend.answering(OK);
  private final ListAppender<ILoggingEvent> own = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger("ROOT");
  private final Path access;
  private final Path audit;
  private final GatewayFixture gateway;
  private final int askedBefore;

  GuardedFixture(ProviderKind kind, Path directory) {
    this(kind, directory, UnaryOperator.identity());
  }

  /**
   * @param change to the configuration
   */
  GuardedFixture(ProviderKind kind, Path directory, UnaryOperator<Config> change) {
    KnownClient stranger = kind.client();
    own.start();
    root.addAppender(own);
    access = directory.resolve("access.log");
    audit = directory.resolve("audit.log");
    gateway =
        GatewayFixture.start(
            GatewayFixture.options()
                .withAccessLog(new LogTarget.File(access))
                .withAuditLog(new LogTarget.File(audit)));
    gateway.apply(change.apply(config(stranger)));
    client = stranger.entered(gateway);
    askedBefore = client.outbound().getAsInt();
  }

  private Config config(KnownClient stranger) {
    return stranger
        .adding()
        .apply(new Config())
        .backend("open", open.endpoint())
        .backend("guarded", guarded.endpoint())
        .route("open", Config.rule("/", Config.to("open")))
        .route("team", guarded("/team"))
        .route("admin", admin());
  }

  /** For whoever is known. */
  static RouteRule guarded(String prefix) {
    return Access.known(prefix, false, Config.to("guarded"), List.of());
  }

  private static RouteRule admin() {
    return Access.known(
        "/admin", false, Config.to("guarded"), List.of(Access.permission("what:nobody:may")));
  }

  KnownClient client() {
    return client;
  }

  /** Who comes as the client. */
  LastingClient alice() {
    return new LastingClient(() -> client.connect(gateway));
  }

  /** Somebody else, by the same door. */
  LastingClient stranger() {
    return new LastingClient(() -> client.stranger(gateway));
  }

  GatewayFixture gateway() {
    return gateway;
  }

  /** What reached the rule for everybody. */
  List<Wire.Message> seenOpen() {
    return open.requests();
  }

  /** What reached those who ask. */
  List<Wire.Message> seenGuarded() {
    return guarded.requests();
  }

  /** The same where the provider had no reason to ask anybody. */
  void verify() {
    verify(askedBefore);
  }

  /**
   * Nothing of what the client knows stands in any log, metric or administrative answer; nothing
   * was our own fault, and nobody was asked anything. Ends the gateway, so that all is written.
   *
   * @param asked how often the provider had reason to ask
   */
  void verify(int asked) {
    List<String> told = new ArrayList<>();
    for (String page : List.of("/metrics", "/api/v1/snapshot", "/api/v1/routes")) {
      told.add(gateway.admin(page).text());
    }
    gateway.close();
    try {
      told.add(Files.readString(access));
      told.add(Files.readString(audit));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    synchronized (own) {
      own.list.forEach(
          event ->
              told.add(
                  event.getFormattedMessage()
                      + (event.getThrowableProxy() == null
                          ? ""
                          : event.getThrowableProxy().getMessage())));
    }
    for (String text : told) {
      for (String secret : client.secrets()) {
        assertThat(text).doesNotContain(secret);
      }
    }
    assertThat(told.get(3)).doesNotContain("INTERNAL_ERROR").doesNotContain("\"status\":500");
    assertThat(client.outbound().getAsInt()).isEqualTo(asked);
  }

  /** The lines of the access log; to be asked once the gateway is closed. */
  String accessLog() {
    try {
      return Files.readString(access);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    root.detachAppender(own);
    gateway.close();
    open.close();
    guarded.close();
    client.close();
  }
}
