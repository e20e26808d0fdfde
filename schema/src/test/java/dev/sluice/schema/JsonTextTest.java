package dev.sluice.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON that two parsers could read in two ways is none. */
final class JsonTextTest {
  private static String reason(byte[] text) {
    return switch (JsonText.parse(text)) {
      case JsonText.Parsed.Good good -> "";
      case JsonText.Parsed.Malformed(String reason) -> reason;
    };
  }

  private static String reason(String text) {
    return reason(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "1",
        "-0.5e3",
        "\"\\u00e4ä\"",
        "null",
        " {\"a\" : [true, false]}\r\n",
        "{\"a\":{\"a\":1}}"
      })
  void jsonIsRead(String text) {
    assertThat(reason(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{a:1}",
        "{'a':1}",
        "{\"a\":1,}",
        "[1,]",
        "// c\n1",
        "/*c*/1",
        "NaN",
        "Infinity",
        "01",
        "+1",
        "1.",
        ".5",
        "\"\t\"",
        "tru",
        "{\"a\":1",
        "\"\\x41\"",
        "[1 2]"
      })
  void whatSomeParsersTakeIsNoJson(String text) {
    assertThat(reason(text)).startsWith("is no JSON");
  }

  @Test
  void nothingOfTheTextIsInTheReason() {
    for (String text :
        List.of("{\"SECRET\":x", "SECRET", "{\"SECRET\":1,\"SECRET\":2}", "1 SECRET")) {
      assertThat(reason(text)).isNotEmpty().doesNotContain("SECRET");
    }
  }

  @Test
  void namesStandOnce() {
    assertThat(reason("{\"role\":\"user\",\"role\":\"admin\"}")).startsWith("has a name twice");
    assertThat(reason("{\"role\":1,\"\\u0072ole\":2}")).startsWith("has a name twice");
  }

  @Test
  void nothingFollows() {
    assertThat(reason("{} {}")).startsWith("has something behind the value");
    assertThat(reason("")).isEqualTo("is empty");
    assertThat(reason(" \n")).isEqualTo("is empty");
  }

  @Test
  void onlyUtf8WithoutAMarkIsRead() {
    for (Charset other :
        List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, Charset.forName("UTF-32"))) {
      assertThat(reason("{\"a\":1}".getBytes(other))).as(other.name()).isNotEmpty();
    }
    assertThat(reason("\ufeff{}")).isNotEmpty();
    assertThat(reason(new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'})).isEqualTo("is not UTF-8");
    assertThat(reason(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}))
        .isEqualTo("is not UTF-8");
    assertThat(reason(new byte[] {'"', (byte) 0xe4})).isEqualTo("is not UTF-8");
  }

  @Test
  void depthAndNumbersAreBounded() {
    assertThat(reason("[".repeat(65) + "]".repeat(65))).startsWith("is nested more than 64 deep");
    assertThat(reason("[".repeat(100_000))).startsWith("is nested more than 64 deep");
    assertThat(reason("1".repeat(500))).startsWith("has a number that is out of range");
    assertThat(reason("1e999999999")).isEqualTo("has a number that is out of range");
    assertThat(reason("[1e-999999999]")).isEqualTo("has a number that is out of range");
    assertThat(reason("1e300")).isEmpty();
  }
}
