package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.GatewayFixture;
import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A backend that answers whatever it is told, byte by byte, and a client behind the gateway that
 * must hear exactly that answer, a 502, or an answer that visibly breaks off: never a part of it as
 * a whole, never two, never somebody else's. Judged by {@link StrictResponse}.
 */
final class AnswerGauntlet implements AutoCloseable {
  private static final String SOUND = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsound";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path log;
  private final ScriptedBackend backend;
  private final ScriptedBackend sound = ScriptedBackend.answering(SOUND);
  private final GatewayFixture gateway;
  private final Witness witness;
  private final AtomicInteger reused = new AtomicInteger();
  private final List<String> expectedReasons = new ArrayList<>();
  private volatile byte[] answer = new byte[0];

  AnswerGauntlet(Path directory) {
    log = directory.resolve("access.log");
    backend = ScriptedBackend.start(this::misbehave);
    gateway = GatewayFixture.start(GatewayFixture.options().withAccessLog(new LogTarget.File(log)));
    gateway.apply(
        new Config()
            .backend("bad", backend.endpoint())
            .backend("sound", sound.endpoint())
            .forward("bad", "/bad", "bad")
            .forward("next", "/", "sound"));
    witness = new Witness(gateway.port());
  }

  private void misbehave(Wire wire) {
    boolean good = true;
    while (wire.requestHead() != null) {
      byte[] bytes = answer;
      if (!good) {
        reused.incrementAndGet();
      }
      good = StrictResponse.parse(bytes, false) instanceof StrictResponse.Whole w && w.clean();
      wire.send(bytes);
      if (!staysOpen(bytes)) {
        return;
      }
    }
  }

  /** Also where the answer is none: nobody may use such a connection again. */
  private static boolean staysOpen(byte[] bytes) {
    boolean decided =
        switch (StrictResponse.parse(bytes, false)) {
          case StrictResponse.Whole whole -> !whole.untilClose();
          case StrictResponse.Broken broken -> !broken.partial();
          case StrictResponse.BrokenBody broken -> !broken.partial();
        };
    return decided && new String(bytes, StandardCharsets.ISO_8859_1).contains("\r\n\r\n");
  }

  /** What the client heard: null if the answer did not come to its end. */
  private static StrictResponse.@Nullable Whole hear(Wire client, boolean head) {
    try {
      Wire.Message message = head ? client.responseHead() : client.response();
      List<StrictReader.Field> fields =
          message.fields().stream()
              .map(line -> line.split(":", 2))
              .map(parts -> new StrictReader.Field(parts[0], parts[1].strip()))
              .toList();
      return new StrictResponse.Whole(message.status(), fields, message.body(), true, false);
    } catch (UncheckedIOException | IllegalStateException e) {
      return null;
    }
  }

  void runAll(String method, List<String> answers) {
    List<String> failures = new ArrayList<>();
    for (String each : answers) {
      try {
        run(method, StrictRequest.octets(each));
      } catch (AssertionError e) {
        failures.add(Gauntlet.printable(StrictRequest.octets(each)) + "\n" + e.getMessage());
      }
    }
    String text = String.join("\n", failures.subList(0, Math.min(10, failures.size())));
    assertThat(failures.size() + " of " + answers.size() + ":\n" + text).startsWith("0 of ");
  }

  private void run(String method, byte[] bytes) {
    answer = bytes;
    boolean head = method.equals("HEAD");
    StrictResponse.Verdict verdict = StrictResponse.parse(bytes, head);
    String request = method + " /bad HTTP/1.1\r\nHost: a.test\r\n\r\n";
    try (Wire client = gateway.client()) {
      var heard = hear(client.send(request), head);
      switch (verdict) {
        case StrictResponse.Whole meant -> same(meant, Objects.requireNonNull(heard, "cut"), head);
        case StrictResponse.Broken broken -> {
          int status = heard == null ? 0 : heard.status();
          assertThat(status).as(broken.toString()).isEqualTo(502);
        }
        case StrictResponse.BrokenBody broken -> {
          if (heard != null) {
            assertThat(heard.status()).as(broken.toString()).isEqualTo(502);
          }
        }
      }
      if (heard != null) {
        nothingBehind(client, heard);
        if (!(verdict instanceof StrictResponse.Whole)) {
          expectedReasons.add(Objects.requireNonNull(heard.all("X-Request-Id").get(0)));
        }
      }
    }
  }

  private static void same(StrictResponse.Whole meant, StrictResponse.Whole heard, boolean head) {
    assertThat(heard.status()).isEqualTo(meant.status());
    if (!head) {
      assertThat(heard.body()).isEqualTo(meant.body());
    }
    assertThat(heard.all("X-Kept")).isEqualTo(meant.all("X-Kept"));
    assertThat(heard.all("X-Injected")).isEqualTo(meant.all("X-Injected"));
  }

  /** The connection is at its end, or good for another request, with an answer of its own. */
  private static void nothingBehind(Wire client, StrictResponse.Whole heard) {
    if (heard.all("Connection").contains("close")) {
      assertThat(client.endsCleanly()).isTrue();
      return;
    }
    var next = hear(client.send("GET /next HTTP/1.1\r\nHost: a.test\r\n\r\n"), false);
    assertThat(next == null ? new byte[0] : next.body()).asString().isEqualTo("sound");
  }

  /** What must hold when all is over. */
  void verify() {
    await().untilAsserted(this::everyFailureIsLogged);
    witness.assertServed();
    assertThat(reused).as("connections used again after an answer that was no good").hasValue(0);
  }

  private void everyFailureIsLogged() throws IOException {
    List<String> logged = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      JsonNode entry = JSON.readTree(line);
      if (entry.path("reason").asText().startsWith("UPSTREAM_")) {
        logged.add(entry.path("requestId").asText());
      }
    }
    assertThat(logged).containsAll(expectedReasons);
  }

  @Override
  public void close() {
    witness.close();
    gateway.close();
    backend.close();
    sound.close();
  }
}
