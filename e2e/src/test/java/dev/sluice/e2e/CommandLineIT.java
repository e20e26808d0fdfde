package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.ApiServerExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands that read a cluster, against a real API server, as processes of their own. */
@ExtendWith(ApiServerExtension.class)
final class CommandLineIT {
  private static final String PLANE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: DataPlane
      metadata: {name: public, namespace: %1$s}
      spec: {default: true}
      ---
      """;
  private static final String ROUTES =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: orders, namespace: %1$s}
      spec:
        target: {service: {name: orders, port: 80}}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: orders-v2, namespace: %1$s}
      spec:
        target: {service: {name: orders, port: 80}}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: orders, namespace: %1$s}
      spec:
        dataPlaneRefs: [{name: public, namespace: %1$s}]
        hostnames: [%1$s.example.com]
        rules:
        - name: all
          backendRefs: [{name: orders}]
      """;
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: orders, namespace: %1$s}
      spec: {ports: [{port: 80}]}
      ---
      """;

  @TempDir private Path directory;
  private String namespace;
  private Path kubeconfig;

  @SuppressWarnings("NullAway.Init") // JUnit calls start() first.
  CommandLineIT() {}

  @BeforeEach
  void start(ApiServer api) throws IOException {
    namespace = api.namespace("cli");
    kubeconfig =
        Files.writeString(
            directory.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            clusters:
            - name: c
              cluster: {server: "%s", certificate-authority: "%s"}
            users:
            - name: u
              user: {token: "%s"}
            contexts:
            - name: c
              context: {cluster: c, user: u}
            current-context: c
            """
                .formatted(
                    api.url(), api.certificate(), api.config("admin-token").getOauthToken()));
    var applied = api.kubectl((PLANE + SERVICE + ROUTES).formatted(namespace), "apply", "-f", "-");
    assertThat(applied.exit()).as(applied.output()).isZero();
  }

  @Test
  void explainAndRoutesReadWhatTheClusterHas() throws IOException, InterruptedException {
    Said said =
        sluice(
            "explain",
            "--kubeconfig",
            kubeconfig.toString(),
            "--data-plane",
            namespace + "/public",
            "GET",
            "http://" + namespace + ".example.com/orders");
    assertThat(said.exit).as(said.output).isZero();
    assertThat(said.output)
        .contains("GatewayRoute " + namespace + "/orders (cluster)")
        .contains("goes 100 % to orders");
    said = sluice("routes", "--kubeconfig", kubeconfig.toString(), "-n", namespace);
    assertThat(said.exit).as(said.output).isZero();
    assertThat(said.output)
        .contains(namespace + ".example.com")
        .contains("Accepted")
        .doesNotContain("WARN");
    said = sluice("validate", "--kubeconfig", kubeconfig.toString(), "--context", "c");
    assertThat(said.exit).as(said.output).isZero();
  }

  @Test
  void diffComparesTheClusterWithADirectory() throws IOException, InterruptedException {
    Path routes = Files.createDirectories(directory.resolve("routes")).resolve("routes.yaml");
    String same = (PLANE + ROUTES).formatted(namespace);
    Files.writeString(routes, same);
    Said said = diff();
    assertThat(said.output).contains("no change for traffic");
    assertThat(said.exit).as(said.output).isZero();
    Files.writeString(
        routes,
        same.replace(
            "backendRefs: [{name: orders}]",
            "backendRefs: [{name: orders, weight: 9}, {name: orders-v2, weight: 1}]"));
    said = diff();
    assertThat(said.output)
        .contains(
            namespace
                + ".example.com/** now goes 10 % to orders-v2, 90 % to orders (was 100 % to orders)");
    assertThat(said.exit).isEqualTo(1);
    Files.writeString(routes, PLANE.formatted(namespace));
    said = diff();
    assertThat(said.output).contains(namespace + ".example.com/** now gets 404: no rule takes it");
  }

  @Test
  void aClusterThatCannotBeReadIsOneLine() throws IOException, InterruptedException {
    Files.writeString(
        kubeconfig,
        Files.readString(kubeconfig)
            .replaceAll("server: \"[^\"]*\"", "server: \"https://127.0.0.1:1\""));
    Said said = sluice("routes", "--kubeconfig", kubeconfig.toString());
    assertThat(said.exit).as(said.output).isEqualTo(2);
    assertThat(said.output)
        .contains("sluice: the cluster at https://127.0.0.1:1")
        .contains("it refuses connections")
        .hasLineCount(1);
    said = sluice("routes", "--kubeconfig", kubeconfig.toString(), "--context", "none");
    assertThat(said.exit).as(said.output).isEqualTo(2);
    assertThat(said.output).contains("--context none is not in ");
  }

  private Said diff() throws IOException, InterruptedException {
    return sluice(
        "diff",
        "--kubeconfig",
        kubeconfig.toString(),
        "cluster",
        directory.resolve("routes").toString(),
        "-n",
        namespace);
  }

  private record Said(int exit, String output) {}

  private Said sluice(String... arguments) throws IOException, InterruptedException {
    List<String> command = JavaProcess.command("dev.sluice.cli.SluiceMain", arguments);
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Said(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }
}
