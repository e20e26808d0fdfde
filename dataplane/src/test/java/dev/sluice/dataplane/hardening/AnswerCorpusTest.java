package dev.sluice.dataplane.hardening;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * V12 and HX2: whatever a backend answers, the client hears one answer, and it is the right one.
 */
final class AnswerCorpusTest {
  private static final String INTERIM = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";

  /** All that are special to some parser, and one or two of the rest. */
  static final String OCTETS =
      "\u0000\u0001\u0007\b\t\n\u000b\f\r\u001b\u001f !\"#'(),-/0159:;<=>?@A[\\]^_`az{|}~"
          + "\u007f\u0080\u0085\u00a0\u00e9\u00ff";

  @TempDir static Path directory;

  private static String ok(String fields, String body) {
    return "HTTP/1.1 200 OK\r\nX-Kept: 1\r\n" + fields + "\r\n\r\n" + body;
  }

  private void judge(String method, List<String> answers) {
    try (AnswerGauntlet gauntlet = new AnswerGauntlet(directory)) {
      gauntlet.runAll(method, answers);
      gauntlet.verify();
    }
  }

  @Test
  void everySpellingOfALengthOrACodingIsReadInOneWayOrRefused() {
    List<String> answers = new ArrayList<>();
    for (String field : FramingCorpusTest.spellings("Transfer-Encoding", "chunked")) {
      answers.add(ok(field, "2\r\nok\r\n0\r\n\r\n"));
      answers.add(ok("Content-Length: 12\r\n" + field, "2\r\nok\r\n0\r\n\r\n"));
    }
    for (String field : FramingCorpusTest.spellings("Content-Length", "2")) {
      answers.add(ok(field, "ok"));
      answers.add(ok("Content-Length: 2\r\n" + field, "ok"));
      answers.add(ok("Transfer-Encoding: chunked\r\n" + field, "2\r\nok\r\n0\r\n\r\n"));
    }
    for (String coding : FramingCorpusTest.codings()) {
      answers.add(ok("Transfer-Encoding: " + coding, "2\r\nok\r\n0\r\n\r\n"));
      answers.add(ok("Transfer-Encoding: chunked\r\nTransfer-Encoding: " + coding, "0\r\n\r\n"));
      answers.add("HTTP/1.0 200 OK\r\nTransfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n");
    }
    for (String length : FramingCorpusTest.lengths()) {
      answers.add(ok("Content-Length: " + length, "hello"));
      answers.add(ok("Content-Length: 5\r\nContent-Length: " + length, "hello"));
      answers.add(ok("Content-Length: " + length + "\r\nTransfer-Encoding: chunked", "0\r\n\r\n"));
    }
    judge("GET", answers);
  }

  @Test
  void everySpellingOfAChunkIsReadInOneWayOrRefused() {
    List<String> answers = new ArrayList<>();
    for (String body : ChunkCorpusTest.bodies()) {
      answers.add(ok("Transfer-Encoding: chunked", body));
    }
    judge("GET", answers);
  }

  @Test
  void everyOctetAtEveryPlaceOfAHeadIsJudgedAsTheStandardDoes() {
    List<String> answers = new ArrayList<>();
    for (char c : OCTETS.toCharArray()) {
      answers.add(ok("Content-Length: 2\r\nX-A: b" + c + "X-Injected: 1", "ok"));
      answers.add(ok("Content-Length: 2\r\nX-A: b\r" + c + "X-Injected: 1", "ok"));
      answers.add(ok("Content-Length: 2\r\nX-A: b" + c + "\nX-Injected: 1", "ok"));
      answers.add(ok("Content-Length: 2\r\nX" + c + "A: b", "ok"));
      answers.add(ok("Content-Length: 2\r\n" + c + "X-A: b", "ok"));
      answers.add(ok("Content-Length: 2\r\nX-A" + c + ": b", "ok"));
      answers.add(ok("Content-Length: 2" + c, "ok"));
      answers.add("HTTP/1.1 200 O" + c + "K\r\nContent-Length: 2\r\n\r\nok");
      answers.add("HTTP/1.1 200" + c + "OK\r\nContent-Length: 2\r\n\r\nok");
      answers.add("HTTP/1.1" + c + "200 OK\r\nContent-Length: 2\r\n\r\nok");
      answers.add("HTTP/1.1 20" + c + " OK\r\nContent-Length: 2\r\n\r\nok");
      answers.add("HTTP/1." + c + " 200 OK\r\nContent-Length: 2\r\n\r\nok");
      answers.add(c + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      answers.add("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r" + c + "ok");
    }
    judge("GET", answers);
  }

  @Test
  void whatIsNoAnswerIsABadGatewayAndWhatIsMoreThanOneIsOne() {
    List<String> answers = new ArrayList<>();
    String two = ok("Content-Length: 2", "ok");
    for (String line :
        List.of(
            "HTTP/0.9 200 OK",
            "HTTP/1.2 200 OK",
            "HTTP/2 200",
            "HTTP/2.0 200 OK",
            "HTTP/3 200",
            "http/1.1 200 OK",
            "HTTP/1.1  200 OK",
            "HTTP/1.1 200",
            "HTTP/1.1 200 ",
            "HTTP/1.1 20 OK",
            "HTTP/1.1 2000 OK",
            "HTTP/1.1 099 X",
            "HTTP/1.1 000 X",
            "HTTP/1.1 -20 X",
            "HTTP/1.1 +20 X",
            "HTTP/1.1 100 Continue",
            "HTTP/1.1 101 Switching",
            "HTTP/1.1 199 X",
            "HTTP/1.1 204 X",
            "HTTP/1.1 205 X",
            "HTTP/1.1 304 X",
            "HTTP/1.1 299 X",
            "HTTP/1.1 599 X",
            "HTTP/1.1 600 X",
            "HTTP/1.1 999 X",
            "ICY 200 OK",
            "SIP/2.0 200 OK",
            "GET / HTTP/1.1",
            "200 OK",
            "",
            "\u0000",
            "<html>",
            "PRI * HTTP/2.0",
            "HTTP/1.1 \u0662\u0660\u0660 OK",
            "HTTP/1.1 0x8 OK")) {
      answers.add(line + "\r\nContent-Length: 2\r\nX-Kept: 1\r\n\r\nok");
      answers.add(line + "\r\nX-Kept: 1\r\n\r\n");
      answers.add(line + "\nContent-Length: 2\n\nok");
      answers.add(line);
    }
    answers.add("");
    answers.add("\r\n\r\n");
    answers.add("\u0000\u0000\u0012\u0004\u0000\u0000\u0000\u0000\u0000");
    answers.add("\u0015\u0003\u0001\u0000\u0002\u0002\u0046");
    answers.add("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    answers.add("x".repeat(100_000));
    answers.add(ok("X-Large: " + "x".repeat(60_000) + "\r\nContent-Length: 2", "ok"));
    answers.add(ok("X-Large: " + "x".repeat(70_000) + "\r\nContent-Length: 2", "ok"));
    answers.add(ok("X: y\r\n".repeat(118) + "Content-Length: 2", "ok"));
    answers.add(ok("X: y\r\n".repeat(119) + "Content-Length: 2", "ok"));
    for (String more :
        List.of(
            two,
            "x",
            "\r\n",
            "HTTP/1.1 200 OK\r\n\r\nevil",
            INTERIM,
            "\u0000",
            "x".repeat(50_000))) {
      answers.add(two + more);
      answers.add(ok("Transfer-Encoding: chunked", "2\r\nok\r\n0\r\n\r\n") + more);
      answers.add("HTTP/1.1 204 X\r\n\r\n" + more);
      answers.add("HTTP/1.1 304 X\r\nContent-Length: 9\r\n\r\n" + more);
      answers.add("HTTP/1.1 304 X\r\nTransfer-Encoding: chunked\r\n\r\n" + more);
      answers.add(INTERIM + two + more);
    }
    for (int count : List.of(1, 2, 16, 17, 1_000)) {
      answers.add(INTERIM.repeat(count) + two);
      answers.add("HTTP/1.1 100 Continue\r\n\r\n".repeat(count) + two);
      answers.add(INTERIM.repeat(count));
    }
    answers.add("HTTP/1.1 103 X\r\nContent-Length: 5\r\n\r\n" + two);
    answers.add("HTTP/1.1 103 X\r\nTransfer-Encoding: chunked\r\n\r\n" + two);
    for (int length = 0; length < two.length(); length++) {
      answers.add(two.substring(0, length));
    }
    judge("GET", answers);
  }

  @Test
  void anAnswerToHeadHasNoBodyWhateverFollows() {
    List<String> answers = new ArrayList<>();
    for (String fields :
        List.of("Content-Length: 2", "Content-Length: 0", "Transfer-Encoding: chunked", "X: y")) {
      for (String body :
          List.of("", "ok", "2\r\nok\r\n0\r\n\r\n", ok("Content-Length: 4", "evil"))) {
        answers.add(ok(fields, body));
      }
    }
    judge("HEAD", answers);
  }

  @Test
  void soundAnswersWithAFewOctetsChangedAreJudgedAlike() {
    List<String> seeds =
        List.of(
            ok("Content-Length: 5", "hello"),
            ok("Transfer-Encoding: chunked", "5;a=b\r\nhello\r\n3\r\nabc\r\n0\r\nT: 1\r\n\r\n"),
            INTERIM + ok("Content-Length: 2", "ok"),
            "HTTP/1.0 200 OK\r\nX-Kept: 1\r\n\r\nuntil the end");
    Random random = new Random(4_711);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      answers.add(MutationCorpusTest.mutate(seeds.get(i % seeds.size()), random));
    }
    judge("GET", answers);
  }
}
