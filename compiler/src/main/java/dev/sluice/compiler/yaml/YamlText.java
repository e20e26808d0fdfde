package dev.sluice.compiler.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The documents of one YAML text, as JSON with line numbers. Scalars mean what they mean to kubectl
 * (YAML 1.1 booleans), but for base-60 numbers, which are kept as text.
 *
 * <p>Aliases are expanded up to a bound, so that a small file cannot become a large one.
 */
final class YamlText {
  static final int MAX_BYTES = 10 << 20;
  private static final int MAX_NODES = 2_000_000;
  private static final int MAX_DEPTH = 64;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Path file;
  private final List<YamlDocument> documents = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private int nodes;

  private YamlText(Path file) {
    this.file = file;
  }

  /** Documents up to the first that cannot be read, and what is wrong with that. */
  record Parsed(List<YamlDocument> documents, List<Problem> problems) {}

  static Parsed parse(Path file, String text) {
    YamlText parser = new YamlText(file);
    parser.parse(text);
    return new Parsed(parser.documents, parser.problems);
  }

  private void parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(1_000);
    try {
      Yaml yaml = new Yaml(new SafeConstructor(options));
      for (Node root : yaml.composeAll(new StringReader(text))) {
        document(root);
      }
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      report(line, "not valid YAML: " + firstLine(e));
    } catch (YAMLException e) {
      report(1, "not valid YAML: " + firstLine(e));
    }
  }

  private static String firstLine(YAMLException e) {
    String message =
        e instanceof MarkedYAMLException marked && marked.getProblem() != null
            ? marked.getProblem()
            : String.valueOf(e.getMessage());
    // What stands behind may be a password that lacks its quotes.
    if (message.startsWith("found undefined alias")) {
      return "found an alias that nothing defines; put a value that begins with * in quotes";
    }
    if (message.startsWith("found undefined tag handle")) {
      return "found an undefined tag handle; put a value that begins with ! in quotes";
    }
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private void report(int line, String message) {
    problems.add(new Problem(Problem.Severity.ERROR, file, line, "", "", message));
  }

  private void document(Node root) {
    int line = line(root);
    FieldLines lines = new FieldLines(line);
    int before = problems.size();
    JsonNode json = convert(root, "", lines, 0);
    if (problems.size() > before) {
      return; // What it means is not certain.
    }
    if (json instanceof ObjectNode object) {
      documents.add(new YamlDocument(file, line, object, lines));
    } else if (!json.isNull() && !json.isMissingNode()) {
      report(line, "a resource is a mapping with apiVersion, kind, metadata and spec");
    }
  }

  private static int line(Node node) {
    return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
  }

  private JsonNode convert(Node node, String path, FieldLines lines, int depth) {
    nodes++;
    if (nodes > MAX_NODES || depth > MAX_DEPTH) {
      throw new YAMLException(
          depth > MAX_DEPTH
              ? "nested deeper than " + MAX_DEPTH + " levels"
              : "more than " + MAX_NODES + " values once aliases are expanded");
    }
    lines.put(path, line(node));
    return switch (node) {
      case MappingNode mapping -> object(mapping, path, lines, depth);
      case SequenceNode sequence -> {
        ArrayNode array = JSON.arrayNode();
        int index = 0;
        for (Node item : sequence.getValue()) {
          array.add(convert(item, path + "[" + index++ + "]", lines, depth + 1));
        }
        yield array;
      }
      case ScalarNode scalar -> scalar(scalar);
      default -> throw new YAMLException("unexpected " + node.getNodeId());
    };
  }

  private ObjectNode object(MappingNode mapping, String path, FieldLines lines, int depth) {
    ObjectNode object = JSON.objectNode();
    List<Node> merged = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        report(line(tuple.getKeyNode()), "a key is a plain word");
        continue;
      }
      if (key.getTag().equals(Tag.MERGE)) {
        merged.add(tuple.getValueNode());
        continue;
      }
      String name = key.getValue();
      String at = path.isEmpty() ? name : path + "." + name;
      if (object.has(name)) {
        report(line(key), at + ": stands twice in the same mapping: remove one");
        continue;
      }
      lines.put(at, line(key));
      object.set(name, convert(tuple.getValueNode(), at, lines, depth + 1));
    }
    for (Node other : merged) {
      merge(object, other, path, lines, depth);
    }
    return object;
  }

  /** {@code <<}: members of another mapping, where the own one has none. */
  private void merge(ObjectNode object, Node other, String path, FieldLines lines, int depth) {
    if (other instanceof SequenceNode several) {
      several.getValue().forEach(each -> merge(object, each, path, lines, depth));
      return;
    }
    if (convert(other, path, lines, depth + 1) instanceof ObjectNode members) {
      members
          .properties()
          .forEach(
              member -> {
                if (!object.has(member.getKey())) {
                  object.set(member.getKey(), member.getValue());
                }
              });
    } else {
      report(line(other), "'<<' takes a mapping");
    }
  }

  private static JsonNode scalar(ScalarNode scalar) {
    String value = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return JSON.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return JSON.booleanNode(
          switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            default -> false;
          });
    }
    if (tag.equals(Tag.INT)) {
      return integer(value);
    }
    if (tag.equals(Tag.FLOAT) && value.indexOf(':') < 0) {
      try {
        return JSON.numberNode(new BigDecimal(value.replace("_", "")));
      } catch (NumberFormatException e) {
        return JSON.textNode(value); // .inf and .nan: JSON has no such numbers.
      }
    }
    return JSON.textNode(value);
  }

  private static JsonNode integer(String value) {
    if (value.indexOf(':') >= 0 || value.length() > 40) {
      return JSON.textNode(value);
    }
    String digits = value.replace("_", "");
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    int radix = 10;
    if (digits.startsWith("0x")) {
      radix = 16;
      digits = digits.substring(2);
    } else if (digits.startsWith("0b")) {
      radix = 2;
      digits = digits.substring(2);
    } else if (digits.startsWith("0") && digits.length() > 1) {
      radix = 8;
      digits = digits.substring(1);
    }
    try {
      BigInteger number = new BigInteger(digits, radix);
      number = negative ? number.negate() : number;
      // As a JSON parser does it: fabric8's IntOrString takes an int and refuses a long.
      if (number.bitLength() < 32) {
        return JSON.numberNode(number.intValue());
      }
      return number.bitLength() < 64
          ? JSON.numberNode(number.longValue())
          : JSON.numberNode(number);
    } catch (NumberFormatException e) {
      return JSON.textNode(value);
    }
  }
}
