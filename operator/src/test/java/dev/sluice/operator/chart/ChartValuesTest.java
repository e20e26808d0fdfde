package dev.sluice.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code values.schema.json} is strict: a value that would do nothing is refused. */
final class ChartValuesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "operatr: {replicas: 3}                        | operatr",
        "operator: {replica: 3}                        | replica",
        "operator: {replicas: 0}                       | /operator/replicas",
        "operator: {replicas: two}                     | /operator/replicas",
        "operator: {leaseDuration: 15}                 | /operator/leaseDuration",
        "operator: {allowBackendCIDRs: [10.0.0.1]}     | /operator/allowBackendCIDRs/0",
        "operator: {resources: {limit: {cpu: 1}}}      | limit",
        "operator: {podLabels: {a: 1}}                 | /operator/podLabels/a",
        "image: {pullPolicy: Sometimes}                | /image/pullPolicy",
        "image: {digest: 'md5:1'}                      | /image/digest",
        "imagePullSecrets: [registry]                  | /imagePullSecrets/0",
        "podDisruptionBudget: {maxUnavailable: 0}      | /podDisruptionBudget/maxUnavailable",
        "networkPolicy: {metricsFrom: [{pods: {}}]}    | pods",
        "monitoring: {enabled: maybe}                  | /monitoring/enabled",
        "dataPlane: {name: Default}                    | /dataPlane/name",
        "serviceAccount: {name: other}                 | name",
      })
  @SuppressWarnings("unchecked") // Each case is a mapping.
  void valuesOutsideTheSchemaAreRefusedByName(String values, String named) {
    assertThatThrownBy(() -> ChartRendering.render(Serialization.unmarshal(values, Map.class)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(named);
  }

  @Test
  void theChartOfTheDefinitionsTakesNoValues() {
    assertThatThrownBy(() -> ChartRendering.yaml(ChartRendering.DEFINITIONS, Map.of("keep", true)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("keep");
  }

  @Test
  void everyValueIsInTheSchemaAndTheOtherWayRound() throws IOException {
    Map<String, Object> values = Values.read(ChartRendering.CHART.resolve("values.yaml"));
    Map<String, Object> schema = Values.read(ChartRendering.CHART.resolve("values.schema.json"));

    List<String> differences = new ArrayList<>();
    compare("", values, schema, differences);

    assertThat(differences).isEmpty();
  }

  @Test
  void chartsCarryTheVersionOfTheProject() throws IOException {
    String pom = Files.readString(Path.of("..", "pom.xml"));
    String version =
        pom.substring(pom.indexOf("<version>") + "<version>".length(), pom.indexOf("</version>"));

    for (Path chart : List.of(ChartRendering.CHART, ChartRendering.DEFINITIONS)) {
      assertThat(Values.read(chart.resolve("Chart.yaml")))
          .as("%s", chart)
          .containsEntry("version", version)
          .containsEntry("appVersion", version);
    }
  }

  /** Only where the schema lists members: elsewhere they are the user's own. */
  @SuppressWarnings("unchecked") // A schema's members are mappings.
  private static void compare(
      String path, Map<String, Object> values, Map<String, Object> schema, List<String> found) {
    if (!(schema.get("properties") instanceof Map<?, ?> properties)) {
      return;
    }
    if (!Boolean.FALSE.equals(schema.get("additionalProperties"))) {
      found.add(path + " lets unknown values pass");
    }
    Map<String, Object> known = (Map<String, Object>) properties;
    values.keySet().stream()
        .filter(k -> !known.containsKey(k))
        .forEach(k -> found.add(path + "/" + k));
    known.forEach(
        (name, member) -> {
          if (values.get(name) instanceof Map<?, ?> below && !below.isEmpty()) {
            compare(
                path + "/" + name,
                (Map<String, Object>) below,
                (Map<String, Object>) member,
                found);
          } else if (!values.containsKey(name)
              && !name.equals("global")
              && !name.equals("claims")) {
            found.add(path + "/" + name + " has no default in values.yaml");
          }
        });
  }
}
