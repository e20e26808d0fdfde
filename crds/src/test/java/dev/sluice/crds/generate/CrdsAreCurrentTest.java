package dev.sluice.crds.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is committed is what the resource types say. */
final class CrdsAreCurrentTest {
  private final Map<String, ObjectNode> definitions = ResourceDefinitions.generate();

  @Test
  void theYamlOnTheClassPathIsCurrent() {
    definitions.forEach(
        (file, definition) ->
            CommittedFile.ofRepository("crds/src/main/resources/META-INF/fabric8/" + file)
                .mustHold(ResourceDefinitions.yaml(definition)));
  }

  @Test
  void theChartOfTheDefinitionsCarriesTheSameYamlMarkedToBeKept() {
    definitions.forEach(
        (file, definition) ->
            CommittedFile.ofRepository(
                    "charts/sluice-crds/templates/" + file.replace("-v1.yml", ".yaml"))
                .mustHold(ResourceDefinitions.yaml(ResourceDefinitions.keptByHelm(definition))));
  }

  @Test
  void helmFindsNothingToExpandInThem() {
    // The copies are templates of a chart: two braces in a description would be taken for code.
    assertThat(definitions.values())
        .allSatisfy(d -> assertThat(ResourceDefinitions.yaml(d)).doesNotContain("{{"));
  }

  @Test
  void theFieldReferenceIsCurrent() {
    CommittedFile.ofRepository("docs/reference/fields.md")
        .mustHold(FieldReference.of(definitions.values()));
  }

  @Test
  void theSameTypesGiveTheSameBytes() {
    assertThat(ResourceDefinitions.generate()).isEqualTo(definitions);
  }
}
