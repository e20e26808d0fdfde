package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compiler.yaml.LoadedObject;
import dev.sluice.compiler.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mistake in a file keeps as it was, and what it does not hold back. */
final class KeptResourcesTest {
  @TempDir private Path directory;
  private KeptResources files;
  private Resources last = new Resources(List.of(), List.of());

  @SuppressWarnings("NullAway.Init") // JUnit fills the fields.
  KeptResourcesTest() {}

  @BeforeEach
  void begin() throws IOException {
    files = new KeptResources(List.of(directory));
    write("a.yaml", route("one"), route("two"), key("three"));
    write("b.yaml", route("four"));
    assertThat(served()).containsExactly("one", "two", "three", "four");
  }

  private static String route(String name) {
    return """
    apiVersion: sluice.dev/v1alpha1
    kind: GatewayRoute
    metadata: {name: %s}
    spec:
      rules: [{backendRefs: [{name: orders}]}]
    """
        .formatted(name);
  }

  private static String broken(String name) {
    return route(name) + "  hostNames: []\n";
  }

  private static String key(String name) {
    return "apiVersion: v1\nkind: Secret\nmetadata: {name: %s}\nstringData: {key: k}\n"
        .formatted(name);
  }

  private void write(String file, String... documents) throws IOException {
    Files.writeString(directory.resolve(file), String.join("---\n", documents));
  }

  private List<String> served() {
    last = files.load();
    return last.objects().stream().map(LoadedObject::name).toList();
  }

  private List<String> warnings() {
    return last.problems().stream()
        .filter(problem -> !problem.isError())
        .map(Problem::message)
        .toList();
  }

  @Test
  void aMistakeKeepsItsOwnResourceAndHoldsBackNoDeletionBesideIt() throws IOException {
    write("a.yaml", broken("one"));
    assertThat(served()).containsExactlyInAnyOrder("one", "four");
    assertThat(warnings()).isEmpty();
    write("a.yaml", route("one"));
    assertThat(served()).containsExactly("one", "four");
  }

  @Test
  void aMistakeInTheLastPlaceOfAResourceThatMovedKeepsIt() throws IOException {
    write("a.yaml", route("two"), key("three"));
    write("b.yaml", route("four"), broken("one"));
    assertThat(served()).containsExactlyInAnyOrder("two", "three", "four", "one");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void whereNobodyCanTellWhatStandsThereAllOfItIsKept() throws IOException {
    write("a.yaml", route("one"), "kind: [\n");
    assertThat(served()).containsExactlyInAnyOrder("one", "two", "three", "four");
    assertThat(warnings())
        .containsExactly(
            "GatewayRoute/two, Secret/three count as before until the mistakes here are mended");
    write("a.yaml", route("one"));
    assertThat(served()).containsExactly("one", "four");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aResourceWithoutANameMayBeAnyOfItsFile() throws IOException {
    write("a.yaml", route("one"), route("two").replace("name: two", "nam: two"));
    assertThat(served()).containsExactlyInAnyOrder("one", "two", "three", "four");
    write("a.yaml", route("one"), route("two").replace("GatewayRoute", "GatewayRuote"));
    assertThat(served()).containsExactlyInAnyOrder("one", "two", "three", "four");
  }

  @Test
  void aNewNameWithAMistakeMayBeAnotherOneOfItsKind() throws IOException {
    write("a.yaml", route("one"), broken("second"));
    assertThat(served()).containsExactlyInAnyOrder("one", "two", "four");
    assertThat(warnings())
        .containsExactly("GatewayRoute/two counts as before until the mistakes here are mended");
    write("a.yaml", route("one"), route("second"));
    assertThat(served()).containsExactly("one", "second", "four");
  }

  @Test
  void aDirectoryThatIsAwayKeepsWhatItHeld() throws IOException {
    Path away = directory.resolveSibling(directory.getFileName() + "-away");
    Files.move(directory, away);
    try {
      assertThat(served()).containsExactly("one", "two", "three", "four");
    } finally {
      Files.move(away, directory);
    }
    assertThat(served()).containsExactly("one", "two", "three", "four");
  }

  @Test
  void aFileThatIsGoneTakesWhatItHeldWithIt() throws IOException {
    Files.delete(directory.resolve("a.yaml"));
    assertThat(served()).containsExactly("four");
  }
}
