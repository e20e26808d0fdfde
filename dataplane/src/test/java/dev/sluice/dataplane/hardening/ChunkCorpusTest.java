package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V4: chunks are read to the letter, their extensions and trailers within bounds. */
final class ChunkCorpusTest {
  private static final String HEAD =
      "POST /case HTTP/1.1\r\nHost: a.test\r\nX-Kept: 1\r\nTransfer-Encoding: chunked\r\n\r\n";

  @TempDir static Path directory;

  private static final List<String> SIZES =
      List.of(
          "5",
          "05",
          "0005",
          "000000000000005",
          "0000000000000005",
          "+5",
          "-5",
          " 5",
          "5 ",
          "\t5",
          "5\t",
          "0x5",
          "5h",
          "h5",
          "5.0",
          "5,",
          "",
          "\u0665",
          "\u00b2",
          "V",
          "5\u0000",
          "\u00005",
          "5\u000b",
          "5\n",
          "\n5",
          "5\r",
          "7fffffff",
          "80000000",
          "ffffffff",
          "100000005",
          "7fffffffffffffff",
          "8000000000000000",
          "ffffffffffffffff",
          "10000000000000005",
          "fffffffffffffff");

  private static final List<String> ENDS =
      List.of(
          "\r\n", "\n", "\r", "\n\r", "\r\r\n", "\r\n\r\n", " \r\n", "\u0000\r\n", "", "\u0085");

  private static final List<String> EXTENSIONS =
      List.of(
          ";a",
          ";a=b",
          ";a=b;c",
          ";a=\"b c\"",
          ";a=\"\\\"\"",
          ";a=\"\r\n\"",
          ";a=\"\n\"",
          ";a=\"\\\n\"",
          ";a=b\n",
          ";a=b\r",
          ";a=b\u0000",
          ";a=b\u007f",
          ";\u0001",
          "; a",
          " ;a",
          ";a =b",
          ";a= b",
          ";\ta",
          ";a=\"unended",
          ";;",
          ";",
          ";=",
          ";a\u00e9",
          ";" + "a".repeat(1_000),
          ";" + "a".repeat(1_023),
          ";" + "a".repeat(1_024),
          ";" + "a".repeat(60_000));

  private static final List<String> TRAILERS =
      List.of(
          "",
          "A: b\r\n",
          "A:b\r\nC:d\r\n",
          "A:\r\n",
          "A\r\n",
          ": b\r\n",
          " A: b\r\n",
          "A : b\r\n",
          "A: b\n",
          "A: b\rC: d\r\n",
          "A: b\r\n c\r\n",
          "A: b\u0000\r\n",
          "A: \u00ff\r\n",
          "\u00e9: b\r\n",
          "A: b\u007f\r\n",
          "Content-Length: 5\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Host: evil\r\n",
          "X-Forwarded-For: 1.2.3.4\r\n",
          "A: " + "b".repeat(8_000) + "\r\n",
          "A: " + "b".repeat(8_500) + "\r\n",
          "A: b\r\n".repeat(100),
          "A: b\r\n".repeat(101),
          "A:\r\n".repeat(2_000),
          "A: b\r\n".repeat(100_000));

  static List<String> bodies() {
    List<String> bodies = new ArrayList<>();
    for (String size : SIZES) {
      bodies.add(size + "\r\nhello\r\n0\r\n\r\n");
      bodies.add("5\r\nhello\r\n" + size + "\r\nhello\r\n0\r\n\r\n");
      bodies.add("5\r\nhello\r\n" + size.replace('5', '0') + "\r\n\r\n");
    }
    for (String end : ENDS) {
      bodies.add("5" + end + "hello\r\n0\r\n\r\n");
      bodies.add("5\r\nhello" + end + "0\r\n\r\n");
      bodies.add("5\r\nhello\r\n0" + end + "\r\n");
      bodies.add("5\r\nhello\r\n0\r\n" + end);
      bodies.add("0\r\n" + end);
      bodies.add("5\r\nhello\r\n0\r\nA: b" + end + "\r\n");
    }
    for (String data : List.of("hell", "hello!", "hello\r", "hello\r\n", "hello\r\n\r\n")) {
      bodies.add("5\r\n" + data + "\r\n0\r\n\r\n");
    }
    for (String extension : EXTENSIONS) {
      bodies.add("5" + extension + "\r\nhello\r\n0\r\n\r\n");
      bodies.add("5\r\nhello\r\n0" + extension + "\r\n\r\n");
      bodies.add(("1" + extension + "\r\nx\r\n").repeat(20) + "0\r\n\r\n");
    }
    for (String trailer : TRAILERS) {
      bodies.add("5\r\nhello\r\n0\r\n" + trailer + "\r\n");
      bodies.add("0\r\n" + trailer + "\r\n");
    }
    return bodies;
  }

  @Test
  void everySpellingOfAChunkIsReadInOneWayOrRefused() {
    try (Gauntlet gauntlet = new Gauntlet(directory)) {
      gauntlet.runAll(bodies().stream().map(body -> HEAD + body).toList());
      gauntlet.verify();
    }
  }

  @Test
  void whateverPiecesABodyComesInItIsTheSame() {
    Random random = new Random(4);
    try (Gauntlet gauntlet = new Gauntlet(directory)) {
      for (int round = 0; round < 40; round++) {
        StringBuilder body = new StringBuilder();
        StringBuilder framed = new StringBuilder(HEAD);
        for (int chunk = random.nextInt(6); chunk >= 0; chunk--) {
          String data = "x".repeat(1 + random.nextInt(random.nextBoolean() ? 40_000 : 9));
          body.append(data);
          framed.append(Integer.toHexString(data.length()));
          framed.append(random.nextBoolean() ? ";e=1" : "").append("\r\n");
          framed.append(data).append("\r\n");
        }
        framed.append("0\r\n").append(random.nextBoolean() ? "T: 1\r\n" : "").append("\r\n");
        StrictRequest.Whole seen = gauntlet.passes(framed.toString(), random);
        assertThat(new String(seen.body(), java.nio.charset.StandardCharsets.ISO_8859_1))
            .isEqualTo(body.toString());
        assertThat(seen.all("T")).isEmpty();
      }
      gauntlet.verify();
    }
  }
}
