package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong, no command prints what a Secret holds. */
final class RedactionTest {
  private static final String CANARY = "canary7f3acanary7f3a";
  private static final String ENCODED =
      Base64.getEncoder().encodeToString(CANARY.getBytes(StandardCharsets.US_ASCII));

  private static final String ROUTES =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: orders, namespace: shop}
      spec:
        hostnames: [shop.example.com]
        rules: [{name: all, backendRefs: [{name: orders}, {name: keys}, {name: login}]}]
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: orders, namespace: shop}
      spec:
        target: {static: [{address: 127.0.0.1, port: 3001}]}
        credentials: {bearer: {secretRef: {name: secret}}}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: keys, namespace: shop}
      spec:
        target: {static: [{address: 127.0.0.1, port: 3001}]}
        credentials: {apiKey: {query: k, secretRef: {name: secret}}}
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: login, namespace: shop}
      spec:
        target: {static: [{address: 127.0.0.1, port: 3001}]}
        credentials: {basic: {secretRef: {name: secret}}}
      ---
      """;

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  RedactionTest() {}

  static Stream<String> secrets() {
    String head = "apiVersion: v1\nkind: Secret\nmetadata: {name: secret, namespace: shop}\n";
    return Stream.of(
        head + "stringData: {token: CANARY, key: CANARY, username: CANARY, password: CANARY}\n",
        head + "data: {token: ENCODED, key: ENCODED, username: ENCODED, password: ENCODED}\n",
        head
            + "stringData: {token: \"CANARY CANARY\", key: \"CANARY\\n\", username: \"CANARY:\"}\n",
        head + "data: {token: CANARY!, key: \"CANARY\", username: [CANARY]}\n",
        head + "data: CANARY\n",
        head + "stringData: [CANARY]\n",
        head + "type: CANARYNOT\nstringData: {token: {deeper: CANARY}}\n",
        head + "stringData: {token: CANARY\n",
        head + "stringData:\n  token: CANARY\n token: CANARY\n",
        head + "stringData: {token: CANARY, token: CANARY}\n",
        head + "stringData: {token: *CANARY}\n",
        head + "stringData: {token: !CANARY x}\n",
        head + "stringData: {token: !CANARY!x y}\n",
        head + "stringData: {token: \"%CANARY\n",
        head + "stringData: {token: @CANARY}\n",
        head + "stringData: {token: \"CANARY\\q\"}\n",
        head + "unknown: CANARY\nstringData: {token: CANARY}\n",
        head + "type: kubernetes.io/tls\nstringData: {tls.crt: CANARY, tls.key: CANARY}\n");
  }

  static Stream<String> accessSecrets() {
    String keys =
        "apiVersion: v1\nkind: Secret\n"
            + "metadata: {name: partner, namespace: shop, labels: {keys: partners}}\n";
    String users = "apiVersion: v1\nkind: Secret\nmetadata: {name: users, namespace: shop}\n";
    return Stream.of(
        keys + "stringData: {key: CANARY, owner: partner, plan: gold}\n",
        keys + "stringData: {key: CANARY, keyHash: CANARY}\n",
        keys + "stringData: {keyHash: CANARY}\n",
        keys + "stringData: {key: \"CANARY\\n\"}\n",
        keys + "stringData: {key: canary7f, expires: CANARY}\n",
        keys + "stringData: {key: x, permissions: CANARY}\n",
        users + "stringData: {auth: \"ada:CANARY\"}\n",
        users + "stringData: {auth: CANARY}\n",
        users + "stringData: {auth: \"ada:{SHA}canary7f3acanary7f3acanary7=\"}\n",
        users + "stringData: {auth: \"ada:$apr1$canary7f$canary7f3acanary7f3aca\"}\n");
  }

  @ParameterizedTest
  @MethodSource("accessSecrets")
  void norOneThatLetsClientsIn(String secret) throws Exception {
    String plane =
        """
        apiVersion: sluice.dev/v1alpha1
        kind: DataPlane
        metadata: {name: public, namespace: shop}
        spec:
          default: true
          authentication:
            providers:
            - {name: partners, apiKey: {secretSelector: {matchLabels: {keys: partners}}}}
            - {name: ops, basic: {secretRef: {name: users}}}
        ---
        apiVersion: sluice.dev/v1alpha1
        kind: GatewayRoute
        metadata: {name: orders, namespace: shop}
        spec:
          hostnames: [shop.example.com]
          auth: {providers: [partners, ops]}
          rules: [{name: all, filters: [{type: DirectResponse, directResponse: {statusCode: 204}}]}]
        ---
        """;
    String hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(CANARY.getBytes(StandardCharsets.US_ASCII)));
    Path now = Files.createDirectories(directory.resolve("now"));
    Path before = Files.createDirectories(directory.resolve("before"));
    Files.writeString(now.resolve("all.yaml"), plane + secret.replace("CANARY", CANARY));
    Files.writeString(before.resolve("all.yaml"), plane);
    for (List<String> command :
        List.of(
            List.of("validate", now.toString()),
            List.of("compile", now.toString()),
            List.of("compile", now.toString(), "-o", "yaml"),
            List.of("diff", before.toString(), now.toString()),
            List.of("diff", now.toString(), before.toString()),
            List.of("routes", now.toString()),
            List.of("explain", now.toString(), "GET", "http://shop.example.com/"))) {
      assertThat(Sluice.run(command.toArray(new String[0])).toString())
          .as("%s", command)
          .doesNotContain("canary7f")
          .doesNotContain(hash)
          .doesNotContain(hash.substring(0, 12));
    }
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void noCommandPrintsIt(String secret) throws IOException {
    String text = secret.replace("CANARYNOT", "x").replace("CANARY", CANARY);
    Path now = Files.createDirectories(directory.resolve("now"));
    Path before = Files.createDirectories(directory.resolve("before"));
    Files.writeString(now.resolve("all.yaml"), ROUTES + text.replace("ENCODED", ENCODED));
    Files.writeString(before.resolve("all.yaml"), ROUTES);
    for (List<String> command :
        List.of(
            List.of("validate", now.toString()),
            List.of("compile", now.toString()),
            List.of("compile", now.toString(), "-o", "yaml"),
            List.of("diff", before.toString(), now.toString()),
            List.of("diff", now.toString(), before.toString()),
            List.of("routes", now.toString()),
            List.of("explain", now.toString(), "GET", "http://shop.example.com/"))) {
      assertThat(Sluice.run(command.toArray(new String[0])).toString())
          .as("%s", command)
          .doesNotContain(CANARY)
          .doesNotContain(ENCODED)
          .doesNotContain(CANARY.substring(0, 8));
    }
  }
}
