package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.GatewayFixture;
import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.upstream.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Sends whatever it is given to a whole gateway, with a sound request behind it on the same
 * connection, and compares what the backend saw and the client heard with the second opinion of
 * {@link StrictRequest}. A {@link Witness} is served meanwhile; at the end every refusal stands in
 * the access log with the reason that the client was told, and no credential does.
 */
final class Gauntlet implements AutoCloseable {
  static final String SECRET = "c3VwZXItc2VjcmV0";

  private static final byte[] CANARY =
      StrictRequest.octets(
          "GET /canary HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\nAuthorization: Bearer "
              + SECRET
              + "\r\n\r\n");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path log;
  private final RawBackend backend = new RawBackend();
  private final RawBackend bystander = new RawBackend();
  private final GatewayFixture gateway;
  private final Witness witness;
  private final Map<String, String> reasons = new HashMap<>();
  private int bare;
  private int silent;
  private int forwarded;

  Gauntlet(Path directory) {
    log = directory.resolve("access.log");
    gateway = GatewayFixture.start(GatewayFixture.options().withAccessLog(new LogTarget.File(log)));
    gateway.apply(
        new Config()
            .backend("b", backend.endpoint())
            .backend("w", bystander.endpoint())
            .forward("all", "/", "b")
            .forward("witness", "/witness", "w")
            .respond("admin", "/admin", 403, ""));
    witness = new Witness(gateway.port());
  }

  static byte[] octets(String text) {
    return StrictRequest.octets(text);
  }

  /** What became of one attack: the final answers, in order, and what the backend saw of it. */
  record Outcome(List<Wire.Message> answers, List<StrictRequest.Whole> seen) {
    int status() {
      return answers.isEmpty() ? 0 : answers.get(0).status();
    }
  }

  /** All of them; what goes wrong with one does not hide the others. */
  void runAll(List<String> attacks) {
    List<String> failures = new ArrayList<>();
    for (String attack : attacks) {
      try {
        run(attack);
      } catch (AssertionError e) {
        failures.add(String.valueOf(e.getMessage()));
      }
    }
    assertThat(
            failures.size()
                + " of "
                + attacks.size()
                + ":\n"
                + String.join("\n", failures.subList(0, Math.min(10, failures.size()))))
        .startsWith("0 of ");
  }

  /** Whatever the second opinion says of it. */
  Outcome run(String attack) {
    return run(octets(attack));
  }

  Outcome run(byte[] attack) {
    String name = printable(attack);
    List<StrictRequest.Whole> meant = new ArrayList<>();
    StrictRequest.Verdict last = meaning(concat(attack, CANARY), meant);
    int before = backend.whole().size();
    int brokenBefore = backend.broken().size();
    List<Wire.Message> answers = exchange(attack, last instanceof StrictRequest.Partial, name);
    List<StrictRequest.Whole> seen =
        List.copyOf(backend.whole().subList(before, backend.whole().size()));
    forwarded += seen.size();
    answers.forEach(this::note);
    silent += answers.isEmpty() && !(last instanceof StrictRequest.Partial) ? 1 : 0;
    assertThat(backend.broken())
        .as("what the backend cannot read of " + name)
        .hasSize(brokenBefore);
    judge(name, meant, last, answers, seen);
    return new Outcome(answers, seen);
  }

  /** As it would stand in Java's source, so that a failure can be tried again. */
  static String printable(byte[] attack) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < attack.length && i < 600; i++) {
      int c = attack[i] & 0xff;
      switch (c) {
        case '\r' -> text.append("\\r");
        case '\n' -> text.append("\\n");
        default -> {
          if (c < ' ' || c >= 0x7f) {
            text.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
          } else {
            text.append((char) c);
          }
        }
      }
    }
    return text.toString();
  }

  /** The second opinion knows of nothing wrong, and neither does the gateway. */
  StrictRequest.Whole passes(String attack) {
    Outcome outcome = run(attack);
    assertThat(outcome.status()).as(attack).isEqualTo(200);
    assertThat(outcome.seen()).as(attack).isNotEmpty();
    return outcome.seen().get(0);
  }

  /** The same, sent in pieces of random size. */
  StrictRequest.Whole passes(String request, Random random) {
    int before = backend.whole().size();
    try (Wire client = gateway.client()) {
      for (int at = 0; at < request.length(); ) {
        int size = random.nextInt(5) == 0 ? 30_000 : 1 + random.nextInt(40);
        int to = Math.min(request.length(), at + size);
        client.send(request.substring(at, to));
        at = to;
      }
      assertThat(client.response().status()).isEqualTo(200);
    }
    forwarded++;
    return backend.whole().get(before);
  }

  /** Passes, though what it nominates is taken away. */
  StrictRequest.Whole nominating(String request) {
    int before = backend.whole().size();
    assertThat(gateway.exchange(request).status()).as(request).isEqualTo(200);
    forwarded++;
    return backend.whole().get(before);
  }

  /** The first answer is one of these, and nothing of the attack reaches the backend. */
  void refuses(String attack, Integer... statuses) {
    Outcome outcome = run(attack);
    assertThat(outcome.status()).as(attack).isIn((Object[]) statuses);
    assertThat(outcome.seen())
        .as(attack)
        .allSatisfy(seen -> assertThat(seen.target()).isEqualTo("/canary"));
  }

  private static StrictRequest.Verdict meaning(byte[] bytes, List<StrictRequest.Whole> requests) {
    int at = 0;
    while (at < bytes.length) {
      StrictRequest.Verdict verdict = StrictRequest.parse(bytes, at);
      if (!(verdict instanceof StrictRequest.Whole request)) {
        return verdict;
      }
      requests.add(request);
      at = request.end();
      if (request.closes()) {
        break;
      }
    }
    return requests.getLast();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  private List<Wire.Message> exchange(byte[] attack, boolean partial, String name) {
    List<Wire.Message> answers = new ArrayList<>();
    try (Wire client = gateway.client()) {
      client.send(concat(attack, CANARY));
      while (!partial) {
        Wire.Message answer = client.response();
        if (answer.status() >= 200) {
          answers.add(answer);
        }
      }
    } catch (IllegalStateException e) {
      // The connection ended, as it must.
    } catch (UncheckedIOException e) {
      assertThat(e.getCause())
          .as("no end of " + name)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
    return answers;
  }

  private static void judge(
      String name,
      List<StrictRequest.Whole> meant,
      StrictRequest.Verdict last,
      List<Wire.Message> answers,
      List<StrictRequest.Whole> seen) {
    if (last instanceof StrictRequest.Partial) {
      assertThat(seen).as(name).hasSizeLessThanOrEqualTo(meant.size());
      return;
    }
    if (answers.isEmpty()) {
      // Undertow looks at hosts before any handler does, and for a broken body closes without a
      // word.
      assertThat(last).as("no answer to " + name).isInstanceOf(StrictRequest.Broken.class);
    }
    int at = 0;
    for (int i = 0; i < answers.size(); i++) {
      int status = answers.get(i).status();
      if (i < meant.size() && status == 200) {
        assertThat(seen.size()).as("requests seen of " + name).isGreaterThan(at);
        assertSame(name, meant.get(i), seen.get(at++));
      } else {
        assertThat(status).as(last + " of " + name).isGreaterThanOrEqualTo(400);
      }
    }
    boolean broken = last instanceof StrictRequest.Broken;
    assertThat(answers.size())
        .as("answers to " + name + ": " + last)
        .isLessThanOrEqualTo(meant.size() + (broken ? 1 : 0));
    assertThat(seen).as("seen by the backend of " + name + ": " + last).hasSize(at);
  }

  private static void assertSame(String name, StrictRequest.Whole meant, StrictRequest.Whole seen) {
    assertThat(seen.method()).as(name).isEqualTo(meant.method());
    assertThat(seen.body()).as("body of " + name).isEqualTo(meant.body());
    if (meant.target().matches("/[a-z0-9/-]*")) {
      assertThat(seen.target()).as(name).isEqualTo(meant.target().replaceAll("/+", "/"));
    }
    assertThat(seen.all("X-Kept")).as(name).isEqualTo(meant.all("X-Kept"));
    // Without one, in HTTP/1.0, it is the address that the client has reached.
    assertThat(seen.all("Host")).as(name).hasSize(1);
    if (!meant.all("Host").isEmpty()) {
      assertThat(seen.all("Host")).as(name).isEqualTo(meant.all("Host"));
    }
  }

  private void note(Wire.Message answer) {
    if (answer.status() == 400
        && !"application/problem+json".equals(answer.first("Content-Type"))) {
      bare++;
    } else if (answer.status() >= 400 && answer.first("X-Request-Id") != null) {
      try {
        JsonNode problem = JSON.readTree(answer.body());
        if (problem.has("reason")) {
          reasons.put(answer.first("X-Request-Id"), problem.path("reason").asText());
        }
      } catch (IOException e) {
        throw new AssertionError("not a problem: " + answer.text(), e);
      }
    }
  }

  /** So many attacks reached the backend as requests, the sound ones behind them included. */
  int forwarded() {
    return forwarded;
  }

  private long unparsable() {
    String name = "sluice_unparsable_requests_total ";
    return gateway
        .admin("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  /** What must hold when all is over. */
  void verify() {
    try {
      // An answer that a reset of the connection overtook was given, and counted as what it was.
      await()
          .untilAsserted(
              () -> assertThat(unparsable()).isBetween((long) bare, (long) bare + silent));
      await().untilAsserted(this::everyRefusalIsLogged);
      assertThat(Files.readString(log)).doesNotContain(SECRET);
      assertThat(backend.whole()).hasSize(forwarded);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    witness.assertServed();
  }

  @Override
  public void close() {
    witness.close();
    gateway.close();
    backend.close();
    bystander.close();
  }

  private void everyRefusalIsLogged() throws IOException {
    Map<String, String> logged = new HashMap<>();
    for (String line : Files.readAllLines(log)) {
      JsonNode entry = JSON.readTree(line);
      logged.put(entry.path("requestId").asText(), entry.path("reason").asText());
    }
    assertThat(logged).containsAllEntriesOf(reasons);
  }
}
