package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, as a user starts it. */
final class RunTest {
  private static final Pattern READY =
      Pattern.compile("(?m)^ready http=(\\d+) admin=(\\d+) version=(sha256:[0-9a-f]{64})$");

  /** For what a healthy machine does in a second or two, and a busy one later. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path directory;
  private final List<Process> processes = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private int http;
  private int admin;

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    client.close();
  }

  private static String route(String name, String path, String body) {
    return """
        apiVersion: sluice.dev/v1alpha1
        kind: GatewayRoute
        metadata: {name: %s, namespace: shop}
        spec:
          rules:
          - matches: [{path: {type: PathPrefix, value: %s}}]
            filters:
            - type: DirectResponse
              directResponse: {statusCode: 200, body: "%s"}
        """
        .formatted(name, path, body);
  }

  private Path config() throws IOException {
    return Files.createDirectories(directory.resolve("config"));
  }

  /** In one piece: a file that is empty for a moment too long would be a change of its own. */
  private void write(String file, String text) throws IOException {
    Path next = Files.writeString(directory.resolve("next"), text);
    Files.move(
        next,
        config().resolve(file),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private Process sluice(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sluice.cli.SluiceMain"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile())
            .start();
    processes.add(process);
    return process;
  }

  private String printed(String stream) throws IOException {
    Path file = directory.resolve(stream);
    return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
  }

  private Process serving(String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("run", config().toString(), "--admin-port", "0"));
    arguments.addAll(List.of(more));
    Process process = sluice(arguments.toArray(String[]::new));
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              assertThat(process.isAlive()).as(printed("err")).isTrue();
              Matcher ready = READY.matcher(printed("out"));
              if (!ready.find()) {
                return false;
              }
              http = Integer.parseInt(ready.group(1));
              admin = Integer.parseInt(ready.group(2));
              return true;
            });
    return process;
  }

  private HttpResponse<String> get(int port, String path) throws IOException {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(Duration.ofSeconds(20))
              .build(),
          BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void awaitBody(String path, String body) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(get(http, path).body()).isEqualTo(body));
  }

  private void awaitMessage(String message) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(printed("err")).contains(message));
  }

  /** Who may pass stands in a ConfigMap, which no route names by its content. */
  @Test
  void aListOfNetworksIsLiveAndABrokenOneCountsAsItWas() throws Exception {
    write("a.yaml", route("a", "/a", "in").replace("  rules:\n", ALLOWED + "  rules:\n"));
    write("list.yaml", list("10.0.0.0/8"));
    serving("--http-port", "0");
    assertThat(get(http, "/a").statusCode()).isEqualTo(403);
    write("list.yaml", list("127.0.0.0/8"));
    awaitBody("/a", "in");
    write("list.yaml", list("127.0.0.0/8\n    10.0.0.0/33"));
    awaitMessage("10.0.0.0/33");
    assertThat(get(http, "/a").statusCode()).isEqualTo(200);
    write("list.yaml", list("192.0.2.0/24"));
    await().atMost(PATIENCE).until(() -> get(http, "/a").statusCode() == 403);
  }

  private static final String ALLOWED =
      "  ipAccess: {allowFrom: [{configMapRef: {name: lists, key: table.csv}}]}\n";

  private static String list(String lines) {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: lists, namespace: shop, labels: {sluice.dev/region-table: ""}}
        data:
          table.csv: |
            %s
        """
        .formatted(lines);
  }

  @Test
  void routesNeedNothingButThemselvesAndChangesAreLive() throws Exception {
    write("a.yaml", route("a", "/a", "one"));
    serving("--http-port", "0");
    assertThat(get(http, "/a").body()).isEqualTo("one");
    assertThat(get(http, "/b").statusCode()).isEqualTo(404);
    write("b.yaml", route("b", "/b", "two"));
    awaitBody("/b", "two");
    write("a.yaml", route("a", "/a", "changed"));
    awaitBody("/a", "changed");
    Files.delete(config().resolve("b.yaml"));
    await().atMost(PATIENCE).until(() -> get(http, "/b").statusCode() == 404);
    assertThat(get(admin, "/readyz").statusCode()).isEqualTo(200);
    assertThat(get(admin, "/metrics").body()).contains("sluice_requests_total");
  }

  @Test
  void aBrokenEditKeepsTheLastGoodRulesAndSaysWhatIsWrong() throws Exception {
    write("a.yaml", route("a", "/a", "one"));
    write("b.yaml", route("b", "/b", "two"));
    serving("--http-port", "0");
    write("a.yaml", "spec: [");
    awaitMessage("a.yaml:1: not valid YAML");
    write("b.yaml", route("b", "/b", "three"));
    awaitBody("/b", "three");
    assertThat(get(http, "/a").body()).isEqualTo("one");
    write("a.yaml", route("a", "/a", "one").replace("directResponse:", "directRespnse:"));
    awaitMessage("directRespnse: unknown field; did you mean directResponse?");
    assertThat(get(http, "/a").body()).isEqualTo("one");
    write("a.yaml", route("a", "/a", "${no.such}").replace("body", "contentType: a/b, body"));
    awaitBody("/a", "${no.such}");
    awaitMessage("all problems are mended");
  }

  private static String limits(String per) {
    return """
        apiVersion: sluice.dev/v1alpha1
        kind: RateLimitPolicy
        metadata: {name: few}
        spec:
          targetRefs: [{kind: DataPlane, name: default}]
          limits: [{name: all, limit: {requests: 3, per: %s}}]
        """
        .formatted(per);
  }

  @Test
  void thePlaneThatNobodyWroteCanBeLimited() throws Exception {
    write("a.yaml", route("a", "/a", "one"));
    write("limits.yaml", limits("1h"));
    serving("--http-port", "0");
    for (int i = 0; i < 3; i++) {
      assertThat(get(http, "/a").statusCode()).isEqualTo(200);
    }
    HttpResponse<String> refused = get(http, "/a");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(refused.body()).contains("default/few");
    write("limits.yaml", limits("1 h"));
    awaitMessage("limits[0].limit.per");
    assertThat(get(http, "/a").statusCode()).isEqualTo(429);
    Files.delete(config().resolve("limits.yaml"));
    awaitBody("/a", "one");
  }

  @Test
  void backendsAtLoopbackAreReachedAndMayMove() throws Exception {
    try (EchoServer first = EchoServer.start("127.0.0.1", 0, "first");
        EchoServer second = EchoServer.start("127.0.0.1", 0, "second")) {
      String backend =
          """
          apiVersion: sluice.dev/v1alpha1
          kind: ServiceBackend
          metadata: {name: echo}
          spec:
            target: {static: [{address: 127.0.0.1, port: %d}]}
          """;
      write("backend.yaml", backend.formatted(first.port()));
      write(
          "route.yaml",
          """
          apiVersion: sluice.dev/v1alpha1
          kind: GatewayRoute
          metadata: {name: echo}
          spec:
            rules:
            - backendRefs: [{name: echo}]
          """);
      serving("--http-port", "0");
      assertThat(get(http, "/x?y=1").body()).contains("\"first\"", "\"/x\"", "\"y=1\"");
      write("backend.yaml", backend.formatted(second.port()));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(get(http, "/x").body()).contains("\"second\""));
    }
  }

  @Test
  void theOwnZoneIsAskedFirst() throws Exception {
    try (EchoServer near = EchoServer.start("127.0.0.1", 0, "near");
        EchoServer far = EchoServer.start("127.0.0.1", 0, "far")) {
      write(
          "all.yaml",
          """
          apiVersion: sluice.dev/v1alpha1
          kind: ServiceBackend
          metadata: {name: echo}
          spec:
            target:
              static:
              - {address: 127.0.0.1, port: %d, zone: a}
              - {address: 127.0.0.1, port: %d, zone: b}
            loadBalancer: {type: RoundRobin, zoneAware: {minEndpoints: 1}}
          ---
          apiVersion: sluice.dev/v1alpha1
          kind: GatewayRoute
          metadata: {name: echo}
          spec:
            rules:
            - backendRefs: [{name: echo}]
          """
              .formatted(near.port(), far.port()));
      serving("--http-port", "0", "--zone", "a");
      for (int i = 0; i < 10; i++) {
        assertThat(get(http, "/").body()).contains("\"near\"");
      }
    }
  }

  @Test
  void terminationFinishesAndExitsWithZero() throws Exception {
    write("a.yaml", route("a", "/a", "one"));
    Process process = serving("--http-port", "0");
    assertThat(get(http, "/a").body()).isEqualTo("one");
    process.destroy();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    // 143 is what a JVM reports that ended by its shutdown hooks after SIGTERM.
    assertThat(process.exitValue()).isIn(0, 143);
  }

  @Test
  void aPortInUseNamesThePortAndTheCure() throws Exception {
    write("a.yaml", route("a", "/a", "one"));
    try (EchoServer taken = EchoServer.start("0.0.0.0", 0, null)) {
      Process process =
          sluice(
              "run",
              config().toString(),
              "--admin-port",
              "0",
              "--http-port",
              Integer.toString(taken.port()));
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(printed("err")).contains(Integer.toString(taken.port())).doesNotContain("\tat ");
    }
  }

  @Test
  void aDirectoryThatIsNotThereIsOneLine() throws Exception {
    Process process = sluice("run", directory.resolve("none").toString());
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(printed("err").strip().lines()).hasSize(1);
    assertThat(printed("err")).contains("none does not exist");
  }

  @Test
  void filesAreNotReadAgainWhenTheyAreNotWatched() throws Exception {
    write("a.yaml", route("a", "/a", "one"));
    serving("--http-port", "0", "--no-watch");
    Files.writeString(
        config().resolve("a.yaml"), route("a", "/a", "two"), StandardOpenOption.TRUNCATE_EXISTING);
    TimeUnit.SECONDS.sleep(1);
    assertThat(get(http, "/a").body()).isEqualTo("one");
  }
}
