package dev.sluice.dataplane.hardening;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sound requests with a few octets changed, by a fixed seed: gateway and second opinion agree. */
final class MutationCorpusTest {
  private static final int ROUNDS = 2_500;

  private static final List<String> SEEDS =
      List.of(
          "GET /case HTTP/1.1\r\nHost: a.test\r\nX-Kept: 1\r\n\r\n",
          "POST /case HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello",
          "POST /case HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5;a=b\r\nhello\r\n3\r\nabc\r\n0\r\nT: 1\r\n\r\n",
          "PUT /case HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\nX-Kept: 2\r\n\r\nabc"
              + "GET /case HTTP/1.1\r\nHost: a.test\r\n\r\n",
          "POST /case HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n"
              + "Content-Length: 2\r\n\r\nok");

  /** Octets that parsers tend to disagree about. */
  private static final String SPECIAL =
      "\r\n\t \u0000\u000b\u000c\u007f\u0085\u00a0\u00ff:;,=\"%/\\?#@0159aAxX+-_.";

  private static final List<String> SPLICES =
      List.of(
          "\r\n",
          "\n",
          "\r\n\r\n",
          "\n\n",
          "\r\n ",
          "Content-Length: 3\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Content-Length: 0\r\n",
          "0\r\n\r\n",
          "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n",
          "Connection: close\r\n",
          "Host: b.test\r\n",
          "HTTP/1.1",
          "\r\nHTTP/1.0\r\n");

  @TempDir static Path directory;

  static String mutate(String seed, Random random) {
    StringBuilder text = new StringBuilder(seed);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(6)) {
        case 0 -> text.setCharAt(at, special(random));
        case 1 -> text.insert(at, special(random));
        case 2 -> text.deleteCharAt(at);
        case 3 -> text.insert(at, SPLICES.get(random.nextInt(SPLICES.size())));
        case 4 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 12)));
        default -> text.setCharAt(at, (char) random.nextInt(256));
      }
    }
    return text.toString();
  }

  private static char special(Random random) {
    return SPECIAL.charAt(random.nextInt(SPECIAL.length()));
  }

  @Test
  void whereTheSecondOpinionSeesNoRequestNeitherDoesABackend() {
    Random random = new Random(20_261_121);
    List<String> attacks = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      attacks.add(mutate(SEEDS.get(i % SEEDS.size()), random));
    }
    try (Gauntlet gauntlet = new Gauntlet(directory)) {
      gauntlet.runAll(attacks);
      gauntlet.verify();
    }
  }
}
