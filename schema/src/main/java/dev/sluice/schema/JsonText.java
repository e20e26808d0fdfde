package dev.sluice.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * JSON that everybody reads alike (RFC 8259 and the stricter RFC 7493): UTF-8 without a byte order
 * mark, no name twice in an object, nothing behind the value, bounded in depth.
 */
public final class JsonText {
  /** Values within values. */
  public static final int MAX_DEPTH = 64;

  private static final int MAX_NUMBER = 200;

  /** Of a decimal exponent: larger ones cost memory to compute with, and overflow elsewhere. */
  private static final int MAX_SCALE = 400;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  // Names are the client's: they are not kept.
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private JsonText() {}

  /** What came out. */
  public sealed interface Parsed {
    record Good(JsonNode value) implements Parsed {}

    /**
     * @param reason without anything of the text
     */
    record Malformed(String reason) implements Parsed {}
  }

  public static Parsed parse(byte[] text) {
    if (!isUtf8(text)) {
      return new Parsed.Malformed("is not UTF-8");
    }
    JsonNode value;
    try {
      // As a reader, so that no other encoding is guessed.
      value =
          MAPPER.readTree(
              new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return new Parsed.Malformed(reason(e));
    } catch (IOException e) {
      throw new IllegalStateException("nothing is read but memory", e);
    }
    if (value.isMissingNode()) {
      return new Parsed.Malformed("is empty");
    }
    return hasOnlyModestNumbers(value)
        ? new Parsed.Good(value)
        : new Parsed.Malformed("has a number that is out of range");
  }

  /** The parser's own words quote the text. */
  private static String reason(JsonProcessingException e) {
    String said = String.valueOf(e.getOriginalMessage());
    String what = "is no JSON";
    if (said.startsWith("Duplicate field") || said.startsWith("Duplicate Object property")) {
      what = "has a name twice in one object";
    } else if (said.contains("nesting depth")) {
      what = "is nested more than " + MAX_DEPTH + " deep";
    } else if (said.contains("Number value length")) {
      what = "has a number that is out of range";
    } else if (said.startsWith("Trailing token")) {
      what = "has something behind the value";
    }
    return e.getLocation() == null
        ? what
        : what
            + " (line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ")";
  }

  private static boolean isUtf8(byte[] text) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(text);
    CharBuffer out = CharBuffer.allocate(Math.min(text.length + 1, 8 * 1024));
    CoderResult result;
    do {
      out.clear();
      result = decoder.decode(in, out, true);
    } while (result.isOverflow());
    return !result.isError();
  }

  private static boolean hasOnlyModestNumbers(JsonNode value) {
    if (value.isContainerNode()) {
      for (JsonNode child : value) {
        if (!hasOnlyModestNumbers(child)) {
          return false;
        }
      }
      return true;
    }
    return !value.isBigDecimal() || Math.abs((long) value.decimalValue().scale()) <= MAX_SCALE;
  }
}
