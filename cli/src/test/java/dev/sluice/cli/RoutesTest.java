package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class RoutesTest {
  private static final String ROUTES =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: orders, namespace: shop}
      spec:
        target: {static: [{address: 127.0.0.1, port: 3000}]}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: orders, namespace: shop}
      spec:
        hostnames: ["*.example.com"]
        rules:
        - name: all
          backendRefs: [{name: orders, weight: 3}, {name: missing, weight: 1}]
        - name: exact
          matches: [{path: {type: Exact, value: /about}, method: GET}]
          backendRefs: [{name: orders}]
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: asleep, namespace: crm}
      spec:
        suspend: true
        hostnames: [crm.example.com]
        rules:
        - backendRefs: [{name: orders}]
      """;

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  RoutesTest() {}

  private Sluice.Said routes(String... more) throws IOException {
    Files.writeString(directory.resolve("routes.yaml"), ROUTES);
    String[] all = new String[more.length + 2];
    all[0] = "routes";
    all[1] = directory.toString();
    System.arraycopy(more, 0, all, 2, more.length);
    return Sluice.run(all);
  }

  @Test
  void rulesStandInTheOrderInWhichTheyAreAsked() throws IOException {
    Sluice.Said said = routes();
    assertThat(said.exit()).as(said.toString()).isZero();
    assertThat(said.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
        .containsExactly(
            "HOST | PATH | METHOD | ROUTE | RULE | BACKENDS | STATE",
            "*.example.com | /about | GET | shop/orders | exact | 100 % orders | Accepted",
            "*.example.com | /** | shop/orders | all"
                + " | 75 % orders, 25 % error 500 (missing: BackendNotFound) | BackendNotFound",
            " | crm/asleep | Suspended");
    assertThat(routes("-n", "crm").out().lines()).hasSize(2);
    assertThat(routes("-o", "wide").out()).contains("routes.yaml:7");
  }

  @Test
  void theBodyOfAnAnswerNeitherBeginsALineNorMovesTheCursor() throws IOException {
    Files.writeString(
        directory.resolve("answer.yaml"),
        """
        apiVersion: sluice.dev/v1alpha1
        kind: GatewayRoute
        metadata: {name: answer, namespace: shop}
        spec:
          hostnames: [answer.example.com]
          rules:
          - filters: [{type: DirectResponse, directResponse: {statusCode: 200, body: "a\\nb\\e[2Jc"}}]
        """);
    String printed = routes().out();
    assertThat(printed.lines()).hasSize(5);
    assertThat(printed).doesNotContain("\u001b");
  }

  @Test
  void jsonHasARowForEachWayToARule() throws IOException {
    JsonNode json = JsonMapper.builder().build().readTree(routes("-o", "json").out());
    assertThat(json).hasSize(3);
    assertThat(json.at("/0/rule").asText()).isEqualTo("exact");
  }

  @Test
  void wrongUsageIsExitCodeTwo() throws IOException {
    assertThat(routes("--data-plane", "a/b").exit()).isEqualTo(2);
    assertThat(routes("-o", "xml").exit()).isEqualTo(2);
    assertThat(Sluice.run("routes").exit()).isEqualTo(2);
    assertThat(Sluice.run("routes", directory + "/none").exit()).isEqualTo(2);
  }

  @Test
  void colourIsForThoseWhoAskForIt() throws IOException {
    assertThat(routes().out()).doesNotContain("\u001b");
    assertThat(routes("--color", "always").out()).contains("\u001b[1m");
  }

  @Test
  void everyCommandHasHelpWithExamples() {
    CommandLine root = SluiceMain.commandLine();
    root.getSubcommands()
        .forEach(
            (name, command) -> {
              if (!name.equals("version")) {
                assertThat(command.getUsageMessage()).as(name).contains("Examples:");
              }
            });
  }

  @Test
  void completionCanBeSourced() throws IOException, InterruptedException {
    Sluice.Said said = Sluice.run("completion", "bash");
    assertThat(said.exit()).isZero();
    assertThat(Sluice.run("completion", "fish").exit()).isEqualTo(2);
    Path script = Files.writeString(directory.resolve("completion.bash"), said.out());
    Process bash =
        new ProcessBuilder("bash", "-c", "source \"$0\" && complete -p sluice", script.toString())
            .redirectErrorStream(true)
            .start();
    String told =
        new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(told).contains("_complete_sluice");
    assertThat(bash.exitValue()).isZero();
  }
}
