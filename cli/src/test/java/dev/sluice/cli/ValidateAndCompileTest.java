package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ValidateAndCompileTest {
  private static final String GOOD =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: orders}
      spec:
        target: {static: [{address: 127.0.0.1, port: 3000}]}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata:
        name: orders
      spec:
        hostnames: [shop.example.com]
        rules:
        - backendRefs:
          - name: orders
      """;

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int sluice(String... arguments) {
    CommandLine command = SluiceMain.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    return command.execute(arguments);
  }

  private String written(String text) throws IOException {
    Files.writeString(directory.resolve("a.yaml"), text);
    return directory.toString();
  }

  @Test
  void goodResourcesPass() throws IOException {
    assertThat(sluice("validate", written(GOOD))).as(out + "" + err).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly(
            "2 resources, 0 errors, 0 warnings",
            "hint: a cluster finds 2 problems more: see --cluster-rules");
  }

  @Test
  void problemsHaveFileLineObjectFieldAndCure() throws IOException {
    assertThat(sluice("validate", written(GOOD.replace("    - name: orders", "    - name: order"))))
        .isEqualTo(1);
    assertThat(out.toString())
        .startsWith(
            directory + "/a.yaml:15: GatewayRoute/orders: spec.rules[0].backendRefs[0].name: ")
        .contains("order");
  }

  @Test
  void clusterRulesRefuseWhatTheMachineMayHave() throws IOException {
    String dir =
        written(
            GOOD
                + """
                ---
                apiVersion: sluice.dev/v1alpha1
                kind: DataPlane
                metadata: {name: public}
                spec: {default: true}
                """);
    assertThat(sluice("validate", dir)).as(out.toString()).isZero();
    assertThat(sluice("validate", dir, "--cluster-rules")).isEqualTo(1);
    assertThat(out.toString())
        .contains("a.yaml:5: ServiceBackend/orders: spec.target.static[0]")
        .contains("(a cluster judges so; sluice run does not)");
  }

  @Test
  void githubShowsProblemsAtTheirLines() throws IOException {
    String dir = written(GOOD.replace("    - name: orders", "    - name: order"));
    assertThat(sluice("validate", dir, "-o", "github")).isEqualTo(1);
    assertThat(out.toString())
        .startsWith(
            "::error file="
                + dir
                + "/a.yaml,line=15::GatewayRoute/orders: spec.rules[0].backendRefs[0].name: ");
    out.getBuffer().setLength(0);
    assertThat(sluice("validate", dir, "-o", "json")).isEqualTo(1);
    assertThat(JsonMapper.builder().build().readTree(out.toString()).at("/0/line").asInt())
        .isEqualTo(15);
  }

  @Test
  void compilePrintsTheSameInBothForms() throws IOException {
    String dir = written(GOOD);
    assertThat(sluice("compile", dir)).as(err.toString()).isZero();
    JsonNode json = JsonMapper.builder().build().readTree(out.toString());
    assertThat(json.path("dataPlanes").path(0).path("version").asText()).startsWith("sha256:");
    assertThat(json.path("dataPlanes").path(0).path("endpoints").path(0).path("endpoints").path(0))
        .hasToString("\"127.0.0.1:3000\"");
    assertThat(json.path("reports")).hasSize(3);
    String first = out.toString();
    out.getBuffer().setLength(0);
    assertThat(sluice("compile", dir)).isZero();
    assertThat(out).hasToString(first);
    out.getBuffer().setLength(0);
    assertThat(sluice("compile", dir, "-o", "yaml")).isZero();
    assertThat(new YAMLMapper().readTree(out.toString())).isEqualTo(json);
  }

  @Test
  void wrongUsageExitsWithTwo() {
    assertThat(sluice()).isEqualTo(2);
    assertThat(sluice("validate")).isEqualTo(2);
    assertThat(sluice("validat", "x")).isEqualTo(2);
    assertThat(sluice("compile", directory.toString(), "-o", "xml")).isEqualTo(2);
  }

  @Test
  void aMissingDirectoryIsOneLine() {
    assertThat(sluice("validate", directory.resolve("none").toString())).isEqualTo(1);
    assertThat(err.toString().strip()).contains("none does not exist").doesNotContain("\n");
  }
}
