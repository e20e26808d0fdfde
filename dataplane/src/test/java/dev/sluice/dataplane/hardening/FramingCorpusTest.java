package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V3, and request smuggling in all its spellings: where one request ends is never in doubt. */
final class FramingCorpusTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n";

  @TempDir static Path directory;

  /** Spellings of a field around its name, colon and value. */
  static List<String> spellings(String name, String value) {
    List<String> all = new ArrayList<>();
    for (String each :
        List.of(
            name,
            name.toLowerCase(java.util.Locale.ROOT),
            name.toUpperCase(java.util.Locale.ROOT),
            name.replace('-', '_'),
            " " + name,
            "\t" + name,
            name + " ",
            name + "\t",
            name + "\u000b",
            name + "\u0000",
            name + "\u00a0",
            name + ":",
            "X-A: b\n" + name,
            "X-A: b\r" + name,
            "X-A: b\r\n " + name,
            "X-A: b\u0085" + name,
            "\n" + name,
            "\u00ef\u00bb\u00bf" + name,
            "\"" + name + "\"",
            name.substring(0, 4) + "\r\n " + name.substring(4))) {
      for (String separator : List.of(":", ": ", ":\t", ":  ", ":\r\n ", ":\n ", ":\u000b", "")) {
        all.add(each + separator + value);
      }
    }
    return all;
  }

  static List<String> codings() {
    return List.of(
        "chunked",
        "Chunked",
        "CHUNKED",
        "chunKed",
        " chunked",
        "chunked ",
        "\tchunked\t",
        "\u000bchunked",
        "chunked\u000b",
        "chunked\u0000",
        "\u0000chunked",
        "xchunked",
        "chunkedx",
        "chunke",
        "\"chunked\"",
        "'chunked'",
        "chunked;q=1",
        "chunked; q=0",
        "chunked,",
        ",chunked",
        ", chunked",
        "chunked, chunked",
        "chunked,identity",
        "identity, chunked",
        "identity",
        "gzip",
        "gzip, chunked",
        "chunked, gzip",
        "cow, chunked",
        "chunked\u00a0",
        "\u00a0chunked",
        "chun\u212aed".replace('\u212a', 'K'),
        "chunked\r\n X-Folded: 1",
        "chunked\n",
        "",
        " ");
  }

  static List<String> lengths() {
    return List.of(
        "0",
        "5",
        "41",
        " 5 ",
        "\t5\t",
        "05",
        "00",
        "+5",
        "-5",
        "-0",
        "+0",
        "5.0",
        "5e0",
        "0x5",
        "0b101",
        "5 5",
        "5,5",
        "5, 5",
        "5, 41",
        "0, 5",
        ",5",
        "5,",
        "5;",
        "5\u0000",
        "\u000b5",
        "5\u000b",
        "\u00b2",
        "\u00a05",
        "five",
        "",
        " ",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551621",
        "99999999999999999999999",
        "1".repeat(400),
        "2147483653",
        "4294967301",
        "5\r\n 0",
        "5\r\n\t",
        "'5'",
        "\"5\"",
        "5h",
        "NaN",
        "Infinity",
        "_5",
        "5_0",
        "0\u00305".replace("\u0030", "0"));
  }

  private static String post(String fields, String body) {
    return "POST /case HTTP/1.1\r\nHost: a.test\r\n" + fields + "\r\n\r\n" + body;
  }

  @Test
  void everySpellingOfALengthOrACodingIsReadInOneWayOrRefused() {
    try (Gauntlet gauntlet = new Gauntlet(directory)) {
      List<String> attacks = new ArrayList<>();
      for (String field : spellings("Transfer-Encoding", "chunked")) {
        attacks.add(post(field, "0\r\n\r\n"));
        attacks.add(post("Content-Length: 5\r\n" + field, "0\r\n\r\n"));
        attacks.add(post(field + "\r\nContent-Length: 5", "0\r\n\r\n"));
        attacks.add(post(field + "\r\nContent-Length: 48", "0\r\n\r\n" + SMUGGLED));
      }
      for (String field : spellings("Content-Length", "5")) {
        attacks.add(post(field, "hello"));
        attacks.add(post("Transfer-Encoding: chunked\r\n" + field, "0\r\n\r\n"));
        attacks.add(post("Content-Length: 48\r\n" + field, "hello" + SMUGGLED));
        attacks.add(post(field + "\r\nContent-Length: 5", "hello"));
      }
      for (String coding : codings()) {
        attacks.add(post("Transfer-Encoding: " + coding, "0\r\n\r\n"));
        attacks.add(post("Transfer-Encoding:" + coding, "5\r\nhello\r\n0\r\n\r\n"));
        attacks.add(post("Transfer-Encoding: " + coding + "\r\nContent-Length: 5", "0\r\n\r\n"));
        attacks.add(
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: " + coding, "0\r\n\r\n"));
        attacks.add(
            post("Transfer-Encoding: " + coding + "\r\nTransfer-Encoding: chunked", "0\r\n\r\n"));
        attacks.add(
            "POST /case HTTP/1.0\r\nHost: a.test\r\nTransfer-Encoding: "
                + coding
                + "\r\n\r\n0\r\n\r\n");
      }
      for (String length : lengths()) {
        attacks.add(post("Content-Length: " + length, "hello"));
        attacks.add(post("Content-Length:" + length, "hello" + SMUGGLED));
        attacks.add(post("Content-Length: 5\r\nContent-Length: " + length, "hello"));
        attacks.add(post("Content-Length: " + length + "\r\nContent-Length: 5", "hello"));
        attacks.add(
            post("Content-Length: " + length + "\r\nTransfer-Encoding: chunked", "0\r\n\r\n"));
        attacks.add(
            "GET /case HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + length + "\r\n\r\nhello");
      }
      gauntlet.runAll(attacks);
      gauntlet.verify();
    }
  }

  @Test
  void aSoundRequestPassesWhateverItsSpelling() {
    try (Gauntlet gauntlet = new Gauntlet(directory)) {
      for (String field :
          List.of(
              "Content-Length: 5",
              "content-length:5",
              "CONTENT-LENGTH: \t5 \t",
              "X-Kept: content-length: 7\r\nContent-Length: 5",
              "X-Transfer-Encoding: chunked\r\nContent-Length: 5")) {
        assertThat(gauntlet.passes(post(field, "hello")).body()).asString().isEqualTo("hello");
      }
      for (String field : List.of("Transfer-Encoding: chunked", "transfer-encoding:\tChunked ")) {
        assertThat(gauntlet.passes(post(field, "5\r\nhello\r\n0\r\n\r\n")).body())
            .asString()
            .isEqualTo("hello");
      }
      gauntlet.verify();
    }
  }
}
