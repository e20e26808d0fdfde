package dev.sluice.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeadScanTest {
  private static final String SIGNATURE = "\r\n\r\n\u0000\r\nQUIT\n";

  /** What the parser gets to see, whatever pieces the head came in. */
  private static String scanned(String text, boolean proxyProtocol, int piece) {
    HeadScan scan = new HeadScan(proxyProtocol);
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    StringBuilder seen = new StringBuilder();
    for (int from = 0; from < octets.length; from += piece) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(piece + 3);
      int count = Math.min(piece, octets.length - from);
      buffer.put(3, octets, from, count);
      byte[] after = new byte[scan.scan(buffer, 3, 3 + count) - 3];
      buffer.get(3, after);
      seen.append(new String(after, StandardCharsets.ISO_8859_1));
    }
    return seen.toString();
  }

  @Test
  void aSoundHeadAndWhatFollowsItIsLeftAlone() {
    String text =
        "POST /x HTTP/1.1\r\nHost: a\r\nX-Tab: a\tb\r\nX-Long: "
            + "v\u00e9".repeat(50)
            + "\r\n\r\nbody\nwith\n lines HTTP/9.9\r\n";
    for (int piece = 1; piece < text.length() + 1; piece++) {
      assertThat(scanned(text, false, piece)).isEqualTo(text);
    }
  }

  @Test
  void longValuesAreCutOutOfAHeadThatIsAllThere() {
    String value = "Bearer " + "abc.".repeat(100);
    String text = "GET /a HTTP/1.1\r\nAuthorization: " + value + "\r\nAccept: x\r\n\r\nbody";
    assertThat(scanned(text, false, text.length())).isEqualTo(text.replace(value, "-"));
    for (int piece = 1; piece < text.length() - "body".length(); piece++) {
      assertThat(scanned(text, false, piece)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\n",
        "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
        "GET / HTTP/1.1\r\n\tHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n",
        "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"
      })
  void whatReadersDisagreeAboutBecomesWhatTheParserRefuses(String text) {
    for (int piece = 1; piece < text.length() + 1; piece++) {
      assertThat(scanned(text, false, piece)).isNotEqualTo(text).contains("\u0000");
    }
  }

  @Test
  void anUnknownVersionIsToldToTheParser() {
    String text = "GET /HTTP/1.1 HTTP/1.9\r\nHost: a\r\n\r\n";
    assertThat(scanned(text, false, 100)).contains("GET /HTTP/1.1 HTTP/0.9\r\n");
    for (int piece = 1; piece < 100; piece++) {
      assertThat(scanned(text, false, piece)).isNotEqualTo(text);
    }
  }

  @Test
  void theHeaderOfTheProxyProtocolIsNotPartOfTheHead() {
    String head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    byte[] random = new byte[300];
    new Random(1).nextBytes(random);
    String addresses = new String(random, StandardCharsets.ISO_8859_1);
    for (String header :
        new String[] {
          "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n",
          SIGNATURE + "\u0021\u0011\u0000\u0000",
          SIGNATURE + "\u0021\u0011\u0001\u002c" + addresses
        }) {
      for (int piece : new int[] {1, 2, 7, 16, 17, 1_000}) {
        assertThat(scanned(header + head, true, piece)).isEqualTo(header + head);
        String folded = head.replace("\r\n\r\n", "\r\n b\r\n\r\n");
        assertThat(scanned(header + folded, true, piece)).isNotEqualTo(header + folded);
      }
    }
  }
}
