package dev.sluice.operator.chart;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Values of a chart, as Helm reads them from a file. */
final class Values {
  private Values() {}

  @SuppressWarnings("unchecked") // The top of a values file is a mapping.
  static Map<String, Object> read(Path file) throws IOException {
    Map<String, Object> values = Serialization.unmarshal(Files.readString(file), Map.class);
    return values == null ? Map.of() : values;
  }
}
