package dev.sluice.compiler.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.compiler.diagnostic.NearestName;
import dev.sluice.crds.SluiceApi;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads directories and files of resources. Dot-files and files that are not YAML by name are
 * skipped; several documents may stand in a file; {@code kind: List} is taken apart.
 */
public final class ResourceLoader {
  private static final String DEFAULT_NAMESPACE = "default";
  private static final Set<String> TOP_LEVEL =
      Set.of("apiVersion", "kind", "metadata", "spec", "status");
  private final KnownKinds kinds = new KnownKinds();
  private final JsonMapper json = JsonMapper.builder().build();

  /**
   * What the files hold.
   *
   * @param objects that fit their schema, in order of file and line
   * @param brokenFiles files, and directories, of which nobody knows all that stands in them
   * @param brokenObjects that stand in these files and cannot be used
   */
  public record Loaded(
      List<LoadedObject> objects,
      List<Problem> problems,
      Set<Path> brokenFiles,
      Map<LoadedObject.Identity, Path> brokenObjects) {
    public Loaded {
      objects = List.copyOf(objects);
      problems = problems.stream().sorted(Problem.ORDER).toList();
      brokenFiles = Set.copyOf(brokenFiles);
      brokenObjects = Map.copyOf(brokenObjects);
    }
  }

  /** What has been read so far. */
  private record Reading(
      List<Problem> problems, Set<Path> brokenFiles, Map<LoadedObject.Identity, Path> broken) {
    Reading() {
      this(new ArrayList<>(), new HashSet<>(), new HashMap<>());
    }

    void unreadable(Problem problem) {
      problems.add(problem);
      brokenFiles.add(problem.file());
    }

    /** A resource that cannot be used; of one without a name it might be any. */
    void broken(YamlDocument document, KnownKinds.@Nullable KnownKind kind) {
      JsonNode metadata = document.json().path("metadata");
      JsonNode namespace = metadata.path("namespace");
      if (kind == null
          || !MetadataCheck.isName(metadata.path("name"))
          || !(namespace.isMissingNode() || MetadataCheck.isName(namespace))) {
        brokenFiles.add(document.file());
      } else {
        String otherwise = kind.kind().equals("Namespace") ? "" : DEFAULT_NAMESPACE;
        broken.put(
            new LoadedObject.Identity(
                kind.kind(),
                namespace.isMissingNode() ? otherwise : namespace.asText(),
                metadata.path("name").asText()),
            document.file());
      }
    }
  }

  /** Reads all that is there; never throws for what it finds. */
  public Loaded load(List<Path> roots) {
    Reading reading = new Reading();
    List<Problem> ofDirectories = new ArrayList<>();
    List<Path> files = ResourceFiles.below(roots, ofDirectories);
    ofDirectories.forEach(reading::unreadable);
    Map<LoadedObject.Identity, LoadedObject> objects = new LinkedHashMap<>();
    for (Path file : files) {
      for (LoadedObject object : read(file, reading)) {
        LoadedObject first = objects.putIfAbsent(object.identity(), object);
        if (first != null) {
          reading.problems.add(
              object.problem(
                  Problem.Severity.ERROR,
                  "metadata.name",
                  "stands already in "
                      + first.file()
                      + ":"
                      + first.lines().of("metadata.name")
                      + "; remove one or rename it"));
        }
      }
    }
    return new Loaded(
        List.copyOf(objects.values()), reading.problems, reading.brokenFiles, reading.broken);
  }

  private List<LoadedObject> read(Path file, Reading reading) {
    String text;
    try {
      if (Files.size(file) > YamlText.MAX_BYTES) {
        reading.unreadable(
            problem(file, "is larger than " + (YamlText.MAX_BYTES >> 20) + " MiB; split it"));
        return List.of();
      }
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
    } catch (CharacterCodingException e) {
      reading.unreadable(problem(file, "is not UTF-8; save it as UTF-8"));
      return List.of();
    } catch (IOException e) {
      reading.unreadable(problem(file, "cannot be read: " + ResourceFiles.cause(e)));
      return List.of();
    }
    YamlText.Parsed parsed = YamlText.parse(file, text);
    parsed.problems().forEach(reading::unreadable);
    List<LoadedObject> objects = new ArrayList<>();
    for (YamlDocument document : parsed.documents()) {
      for (YamlDocument single : apart(document)) {
        object(single, reading, objects);
      }
    }
    return objects;
  }

  private static Problem problem(Path file, String message) {
    return new Problem(Problem.Severity.ERROR, file, 1, "", "", message);
  }

  /** The items of a list as documents of their own; anything else as it is. */
  private static List<YamlDocument> apart(YamlDocument document) {
    String kind = document.json().path("kind").asText();
    if (!kind.endsWith("List") || !(document.json().path("items") instanceof ArrayNode items)) {
      return List.of(document);
    }
    List<YamlDocument> documents = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof ObjectNode item) {
        int line = document.lines().of("items[" + i + "]");
        documents.add(
            new YamlDocument(
                document.file(), line, item, document.lines().below("items[" + i + "]", line)));
      }
    }
    return documents;
  }

  private void object(YamlDocument document, Reading reading, List<LoadedObject> objects) {
    List<Problem> found = new ArrayList<>();
    KnownKinds.KnownKind kind = kind(document, found);
    if (kind != null) {
      MetadataCheck.check(document, found);
      if (kind.isOurs()) {
        fields(document, kind, found);
      }
    }
    reading.problems.addAll(found);
    if (found.stream().anyMatch(Problem::isError)) {
      reading.broken(document, kind);
    } else if (kind != null) {
      try {
        HasMetadata object = json.treeToValue(document.json(), kind.type());
        complete(object);
        objects.add(new LoadedObject(object, document.file(), document.lines()));
      } catch (IOException | IllegalArgumentException e) {
        reading.problems.add(
            document.error("", "cannot be read as " + kind.kind() + ": " + why(kind, e)));
        reading.broken(document, kind);
      }
    }
  }

  /** Messages of the parser quote what it read. */
  private static String why(KnownKinds.KnownKind kind, Exception e) {
    return kind.type() == Secret.class
        ? "data and stringData are maps from names to texts"
        : firstLine(e);
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private KnownKinds.@Nullable KnownKind kind(YamlDocument document, List<Problem> found) {
    String kind = document.json().path("kind").asText();
    String apiVersion = document.json().path("apiVersion").asText();
    if (kind.isEmpty()) {
      found.add(document.error("kind", "is required; add it"));
      return null;
    }
    if (apiVersion.isEmpty()) {
      found.add(document.error("apiVersion", "is required; add it"));
      return null;
    }
    KnownKinds.KnownKind known = kinds.find(kind).orElse(null);
    if (known == null) {
      if (apiVersion.startsWith(SluiceApi.GROUP + "/")) {
        found.add(
            document.error(
                "kind", "unknown kind " + kind + "; " + NearestName.hint(kind, kinds.ours())));
      } else {
        found.add(
            document.warning("kind", apiVersion + " " + kind + " means nothing here; skipped"));
      }
      return null;
    }
    if (!known.apiVersion().equals(apiVersion)) {
      if (known.isOurs() || apiVersion.startsWith(SluiceApi.GROUP + "/")) {
        found.add(
            document.error(
                "apiVersion",
                "\"" + apiVersion + "\" has no " + kind + "; use " + known.apiVersion()));
      } else {
        found.add(
            document.warning("kind", apiVersion + " " + kind + " means nothing here; skipped"));
      }
      return null;
    }
    return known;
  }

  private void fields(YamlDocument document, KnownKinds.KnownKind kind, List<Problem> found) {
    document
        .json()
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!TOP_LEVEL.contains(name)) {
                found.add(
                    document.error(name, "unknown field; " + NearestName.hint(name, TOP_LEVEL)));
              }
            });
    JsonNode spec = document.json().path("spec");
    JsonNode schema = kinds.schema(kind).path("properties").path("spec");
    if (spec.isMissingNode() || spec.isNull()) {
      if (!schema.path("required").isEmpty()) {
        found.add(document.error("spec", "is required; add it"));
      }
    } else {
      found.addAll(SchemaCheck.check(document, schema, "spec", spec));
    }
  }

  /** What the API server would fill in. */
  private static void complete(HasMetadata object) {
    if (!object.getKind().equals("Namespace") && object.getMetadata().getNamespace() == null) {
      object.getMetadata().setNamespace(DEFAULT_NAMESPACE);
    }
    if (object instanceof Secret secret && secret.getStringData() != null) {
      Map<String, String> data = new LinkedHashMap<>();
      if (secret.getData() != null) {
        data.putAll(secret.getData());
      }
      secret
          .getStringData()
          .forEach(
              (key, value) ->
                  data.put(
                      key,
                      Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
      secret.setData(data);
      secret.setStringData(null);
    }
  }
}
