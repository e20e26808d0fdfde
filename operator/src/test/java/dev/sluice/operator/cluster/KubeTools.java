package dev.sluice.operator.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where etcd, kube-apiserver and kubectl are: below {@code KUBE_API_TEST_DIR}, or where {@code make
 * kube-tools} put them.
 */
public record KubeTools(Path directory) {

  /** Absent when they are not built. */
  public static Optional<KubeTools> find() {
    try {
      String configured = System.getenv("KUBE_API_TEST_DIR");
      return configured == null || configured.isEmpty()
          ? built().flatMap(KubeTools::below)
          : below(Path.of(configured));
    } catch (IOException e) {
      throw new IllegalStateException("cannot look for kube-apiserver: " + e.getMessage(), e);
    }
  }

  /** The root of the source tree, wherever Maven runs the tests. */
  public static Path sourceTree() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(directory.resolve("crds"))) {
      Path parent = directory.getParent();
      if (parent == null) {
        throw new IllegalStateException("not started within the source tree");
      }
      directory = parent;
    }
    return directory;
  }

  public Path etcd() {
    return directory.resolve("etcd");
  }

  public Path apiServer() {
    return directory.resolve("kube-apiserver");
  }

  public Path kubectl() {
    return directory.resolve("kubectl");
  }

  private static Optional<Path> built() throws IOException {
    Process script =
        new ProcessBuilder(
                sourceTree().resolve("tools/kube-tools.sh").toString(), "--print-dir", "--no-build")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed =
        new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (!script.waitFor(30, TimeUnit.SECONDS)) {
        script.destroyForcibly();
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    return script.exitValue() == 0 && !printed.isEmpty()
        ? Optional.of(Path.of(printed))
        : Optional.empty();
  }

  private static Optional<KubeTools> below(Path base) {
    Path versions = base.resolve("k8s");
    if (!Files.isDirectory(versions)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.list(versions)) {
      return found
          .filter(directory -> Files.isExecutable(directory.resolve("kube-apiserver")))
          .sorted()
          .reduce((older, newer) -> newer)
          .map(KubeTools::new);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
