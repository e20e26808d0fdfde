package dev.sluice.compiler.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/**
 * One document of a file.
 *
 * @param line where it begins
 */
record YamlDocument(Path file, int line, ObjectNode json, FieldLines lines) {

  /** {@code kind/name}, as far as it is known. */
  String subject() {
    JsonNode kind = json.path("kind");
    JsonNode name = json.path("metadata").path("name");
    return kind.isTextual() ? kind.asText() + "/" + (name.isTextual() ? name.asText() : "?") : "";
  }

  Problem error(String field, String message) {
    return new Problem(Problem.Severity.ERROR, file, lines.of(field), subject(), field, message);
  }

  Problem warning(String field, String message) {
    return new Problem(Problem.Severity.WARNING, file, lines.of(field), subject(), field, message);
  }
}
