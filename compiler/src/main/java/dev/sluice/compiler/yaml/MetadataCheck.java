package dev.sluice.compiler.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.compiler.diagnostic.NearestName;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the API server would say of {@code metadata}, of which our schemas say nothing. */
final class MetadataCheck {
  private static final int MAX_NAME = 253;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "namespace",
          "labels",
          "annotations",
          "generation",
          "uid",
          "resourceVersion",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "finalizers",
          "generateName",
          "managedFields",
          "ownerReferences",
          "selfLink");

  private MetadataCheck() {}

  /** Adds what is wrong with it. */
  static void check(YamlDocument document, List<Problem> found) {
    JsonNode metadata = document.json().path("metadata");
    if (!metadata.isObject()) {
      found.add(document.error("metadata", "is required; add it with a name"));
      return;
    }
    metadata
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                found.add(
                    document.error(
                        "metadata." + name, "unknown field; " + NearestName.hint(name, FIELDS)));
              }
            });
    for (String field : List.of("name", "namespace")) {
      JsonNode value = metadata.path(field);
      if (value.isMissingNode() && field.equals("namespace")) {
        continue;
      }
      if (!value.isTextual()) {
        found.add(
            document.error(
                "metadata." + field,
                value.isMissingNode() ? "is required; add it" : "give a text, in quotes"));
      } else if (!isName(value)) {
        found.add(
            document.error(
                "metadata." + field,
                "\""
                    + value.asText()
                    + "\" is no name: use lower-case letters, digits, '-' and '.'"));
      }
    }
  }

  /** A DNS subdomain (RFC 1123), as the API server wants names to be. */
  static boolean isName(JsonNode value) {
    return value.isTextual()
        && value.asText().length() <= MAX_NAME
        && NAME.matcher(value.asText()).matches();
  }
}
