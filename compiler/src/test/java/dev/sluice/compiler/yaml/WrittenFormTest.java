package dev.sluice.compiler.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WrittenFormTest {
  @ParameterizedTest
  @ValueSource(strings = {"gatewayroutes", "servicebackends", "ratelimitpolicies"})
  void thereAreWordsForEveryPatternOfTheSchemas(String plural) throws IOException {
    String resource = "/META-INF/fabric8/" + plural + ".sluice.dev-v1.yml";
    Set<String> wordless = new TreeSet<>();
    try (InputStream schema = WrittenFormTest.class.getResourceAsStream(resource)) {
      for (JsonNode pattern :
          new ObjectMapper(new YAMLFactory()).readTree(schema).findValues("pattern")) {
        if (pattern.isTextual() && !WrittenForm.knows(pattern.asText())) {
          wordless.add(pattern.asText());
        }
      }
    }
    assertThat(wordless).as("add them to WrittenForm").isEmpty();
  }
}
