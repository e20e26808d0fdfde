package dev.sluice.operator.chart;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@code charts/sluice} rendered by Helm itself, as {@code helm install sluice} would send it to
 * the cluster: the one source of the operator's rights, for the tests that run the operator with
 * them.
 */
public final class ChartRendering {
  /** The namespace of the release, and so of the operator's ServiceAccount. */
  public static final String NAMESPACE = "sluice-system";

  static final Path CHART = Path.of("..", "charts", "sluice");
  static final Path DEFINITIONS = Path.of("..", "charts", "sluice-crds");

  private static final String KUBE_VERSION = "1.34";

  private ChartRendering() {}

  /**
   * Everything that the chart makes of these values, for instance {@code Map.of("dataPlane",
   * Map.of("create", false))}.
   */
  public static List<HasMetadata> render(Map<String, Object> values) {
    return objects(yaml(CHART, values));
  }

  /** The objects of one type out of {@link #render}. */
  public static <T extends HasMetadata> List<T> render(Map<String, Object> values, Class<T> type) {
    return render(values).stream().filter(type::isInstance).map(type::cast).toList();
  }

  /**
   * @throws IllegalStateException with Helm's words when it refuses the values
   */
  static String yaml(Path chart, Map<String, Object> values) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        Files.writeString(file, Serialization.asYaml(values));
        return new Helm(chart)
            .template()
            .withName("sluice")
            .withNamespace(NAMESPACE)
            .withKubeVersion(KUBE_VERSION)
            .withValuesFile(file)
            .call();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the values cannot be handed to Helm", e);
    }
  }

  static List<HasMetadata> objects(String yaml) {
    return Arrays.stream(yaml.split("(?m)^---$"))
        .filter(
            document -> document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#")))
        .map(document -> (HasMetadata) Serialization.unmarshal(document))
        .toList();
  }
}
