package dev.sluice.compiler.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.GatewayRoute;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResourceLoaderTest {
  private static final String ROUTE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata:
        name: orders
        namespace: shop
      spec:
        hostnames: ["shop.example.com"]
        rules:
        - matches:
          - path: {type: PathPrefix, value: /orders}
          backendRefs:
          - name: orders
      """;

  @TempDir Path directory;

  private ResourceLoader.Loaded load() {
    return new ResourceLoader().load(List.of(directory));
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** All problems of one file, without the directory. */
  private List<String> problemsOf(String text) throws IOException {
    write("a.yaml", text);
    return load().problems().stream()
        .map(problem -> problem.toString().replace(directory + "/", ""))
        .toList();
  }

  private static String edited(String from, String to) {
    assertThat(ROUTE).contains(from);
    return ROUTE.replace(from, to);
  }

  @Test
  void readsAllYamlFilesBelowTheDirectoryAndSkipsTheRest() throws IOException {
    write("a.yaml", ROUTE);
    write("deep/er/b.yml", edited("name: orders\n  namespace", "name: two\n  namespace"));
    write(".hidden.yaml", "broken: [");
    write(".git/c.yaml", "broken: [");
    write("notes.txt", "broken: [");
    ResourceLoader.Loaded loaded = load();
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.objects()).extracting(LoadedObject::name).containsExactly("orders", "two");
    GatewayRoute route = (GatewayRoute) loaded.objects().getFirst().object();
    assertThat(route.getSpec().rules().getFirst().backendRefs().getFirst().name())
        .isEqualTo("orders");
  }

  @Test
  void aTextOfTheWrongFormIsToldInWordsAndAPasswordIsNotRepeated() throws IOException {
    assertThat(problemsOf(edited("rules:", "timeouts: {request: soon}\n  rules:")))
        .containsExactly(
            "a.yaml:8: GatewayRoute/orders: spec.timeouts.request: \"soon\" is no duration; write"
                + " one such as 15s, 250ms or 1h30m");
    assertThat(
            problemsOf(
                """
                apiVersion: sluice.dev/v1alpha1
                kind: ServiceBackend
                metadata: {name: orders, namespace: shop}
                spec:
                  target: {static: [{address: 10.0.0.7, port: 80}]}
                  credentials:
                    oauth2: {tokenEndpoint: "https://me:pa55@idp/x", clientSecretRef: {name: x}}
                """))
        .singleElement()
        .asString()
        .contains("is no URL of a token endpoint")
        .doesNotContain("pa55");
  }

  @Test
  void noWordOfAFileMovesTheCursorOrBeginsALine() throws IOException {
    for (String text :
        List.of(
            edited("kind: GatewayRoute", "kind: \"Gateway\\e[31mRoute\""),
            edited("name: orders", "name: \"x\\e]0;title\\a\""),
            edited("spec:", "spec:\n  \"bar\\e[2J\\r\\nall is well\": 1"),
            edited("metadata:", "metadata:\n  \"a\\u202eb\": 1"),
            "apiVersion: \"v1\\e[1m\"\nkind: \"Foo\\e[1m\"\n")) {
      assertThat(problemsOf(text))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}]"));
    }
  }

  @Test
  void severalDocumentsAndListsStandInOneFile() throws IOException {
    write(
        "a.yaml",
        ROUTE
            + "---\n---\n# nothing\n---\napiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n"
            + "  kind: Namespace\n  metadata: {name: shop}\n- apiVersion: v1\n  kind: Service\n"
            + "  metadata: {name: orders, namespace: shop}\n  spec: {ports: [{port: 80}]}\n");
    ResourceLoader.Loaded loaded = load();
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.objects())
        .extracting(LoadedObject::kind)
        .containsExactly("GatewayRoute", "Namespace", "Service");
  }

  @Test
  void unknownFieldsAreRefusedWithPlaceAndHint() throws IOException {
    assertThat(problemsOf(edited("hostnames:", "hostNames:")))
        .containsExactly(
            "a.yaml:7: GatewayRoute/orders: spec.hostNames: unknown field; did you mean hostnames?");
    assertThat(problemsOf(edited("    - name: orders", "    - nmae: orders")))
        .containsExactly(
            "a.yaml:12: GatewayRoute/orders: spec.rules[0].backendRefs[0].name: is required; add it",
            "a.yaml:12: GatewayRoute/orders: spec.rules[0].backendRefs[0].nmae: unknown field; did"
                + " you mean name?");
    assertThat(problemsOf(edited("spec:", "specs: {}\nspec:")).getFirst())
        .startsWith("a.yaml:6: GatewayRoute/orders: specs: unknown field; did you mean spec?");
    assertThat(problemsOf(edited("  namespace: shop", "  namespce: shop")).getFirst())
        .contains("metadata.namespce: unknown field; did you mean namespace?");
  }

  @Test
  void wrongTypesBoundsAndFormsAreAllFoundAtOnce() throws IOException {
    List<String> problems =
        problemsOf(
            edited("    - name: orders", "    - {name: Orders, weight: 2000000}")
                .replace("type: PathPrefix", "type: Prefix")
                .replace("hostnames: [\"shop.example.com\"]", "hostnames: shop.example.com"));
    assertThat(problems).hasSize(4);
    assertThat(problems.get(0)).contains("a.yaml:7", "spec.hostnames", "give a list");
    assertThat(problems.get(1))
        .contains(
            "a.yaml:10",
            "matches[0].path.type",
            "\"Prefix\" is not one of Exact, Glob, PathPrefix, RegularExpression");
    assertThat(problems.get(2)).contains("a.yaml:12", "backendRefs[0].name", "\"Orders\"");
    assertThat(problems.get(3))
        .contains("backendRefs[0].weight", "2000000 lies outside 0 to 1000000");
  }

  @Test
  void aYamlBooleanWhereATextBelongsSaysSo() throws IOException {
    assertThat(problemsOf(edited("value: /orders}", "value: on}")))
        .singleElement()
        .asString()
        .contains("is a boolean (true); give a text, in quotes");
  }

  @Test
  void brokenYamlNamesTheLineAndHidesNoOtherFile() throws IOException {
    write("b.yaml", ROUTE);
    List<String> problems = problemsOf("apiVersion: v1\nkind: Namespace\nmetadata: {name: [}\n");
    assertThat(problems).singleElement().asString().startsWith("a.yaml:3: not valid YAML: ");
    ResourceLoader.Loaded loaded = load();
    assertThat(loaded.objects()).extracting(LoadedObject::name).containsExactly("orders");
    assertThat(loaded.brokenFiles()).containsExactly(directory.resolve("a.yaml"));
  }

  @Test
  void anObjectThatIsThereTwiceIsRefusedTheSecondTime() throws IOException {
    write("b.yaml", ROUTE);
    write("a.yaml", ROUTE);
    ResourceLoader.Loaded loaded = load();
    assertThat(loaded.objects()).hasSize(1);
    assertThat(loaded.problems())
        .singleElement()
        .asString()
        .contains("b.yaml:4: GatewayRoute/orders: metadata.name: stands already in ", "a.yaml:4");
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() throws IOException {
    assertThat(problemsOf(edited("spec:", "spec: {}\nspec:")).getFirst())
        .isEqualTo("a.yaml:7: spec: stands twice in the same mapping: remove one");
  }

  @Test
  void kindsOfOursAreKnownByNameAndVersion() throws IOException {
    assertThat(problemsOf(edited("kind: GatewayRoute", "kind: GatewayRoutes")).getFirst())
        .contains("unknown kind GatewayRoutes; did you mean GatewayRoute?");
    assertThat(problemsOf(edited("sluice.dev/v1alpha1", "sluice.dev/v1")).getFirst())
        .contains("\"sluice.dev/v1\" has no GatewayRoute; use sluice.dev/v1alpha1");
    assertThat(problemsOf("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n"))
        .containsExactly(
            "a.yaml:2: warning: Deployment/x: kind: apps/v1 Deployment means nothing here; skipped");
  }

  @Test
  void aBombOfAliasesIsRefusedBeforeItGoesOff() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9) + "x"));
    }
    assertThat(problemsOf(bomb.toString())).singleElement().asString().contains("not valid YAML");
    assertThat(problemsOf("a: &a [*a]\n")).singleElement().asString().contains("not valid YAML");
    assertThat(problemsOf("a: " + "[".repeat(10_000)))
        .singleElement()
        .asString()
        .contains("not valid YAML");
  }

  @Test
  void stringDataOfSecretsIsRead() throws IOException {
    write(
        "a.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: value}\n");
    Secret secret = (Secret) load().objects().getFirst().object();
    assertThat(secret.getMetadata().getNamespace()).isEqualTo("default");
    assertThat(secret.getData())
        .containsEntry(
            "key", Base64.getEncoder().encodeToString("value".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whatCannotBeReadIsAProblemAndNotAnException() throws IOException {
    Files.write(directory.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE9});
    ResourceLoader.Loaded loaded =
        new ResourceLoader().load(List.of(directory, directory.resolve("missing")));
    assertThat(loaded.problems())
        .extracting(Problem::message)
        .containsExactlyInAnyOrder(
            "is not UTF-8; save it as UTF-8", "cannot be read: it does not exist; check the path");
  }

  @Test
  void mergeKeysAndAnchorsWork() throws IOException {
    assertThat(
            problemsOf(
                edited(
                    "    - name: orders",
                    "    - &ref {name: orders, weight: 3}\n    - <<: *ref\n      name: other")))
        .isEmpty();
    GatewayRoute route = (GatewayRoute) load().objects().getFirst().object();
    assertThat(route.getSpec().rules().getFirst().backendRefs().get(1).weight()).isEqualTo(3);
    assertThat(route.getSpec().rules().getFirst().backendRefs().get(1).name()).isEqualTo("other");
  }

  @Test
  void aServiceMayNameItsTargetPortByNumber() throws IOException {
    assertThat(
            problemsOf(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: orders}
                spec: {ports: [{port: 80, targetPort: 8080}, {port: 81, targetPort: web}]}
                """))
        .isEmpty();
    assertThat(load().objects()).hasSize(1);
  }
}
