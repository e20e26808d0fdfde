package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V1 and V5: every octet at every place of a field, and every field that may be nominated away. */
final class FieldCorpusTest {
  @TempDir static Path directory;

  private static String get(String fields) {
    return "GET /case HTTP/1.1\r\nHost: a.test\r\n" + fields + "\r\n\r\n";
  }

  @Test
  void everyOctetAtEveryPlaceOfAFieldIsJudgedAsTheStandardDoes() {
    List<String> attacks = new ArrayList<>();
    for (char c : AnswerCorpusTest.OCTETS.toCharArray()) {
      attacks.add(get("X-A: b" + c + "d"));
      attacks.add(get("X-A: " + c));
      attacks.add(get("X-A:" + c + "bd"));
      attacks.add(get("X-A: bd" + c));
      attacks.add(get("X" + c + "A: b"));
      attacks.add(get(c + "X-A: b"));
      attacks.add(get("X-A" + c + ": b"));
      attacks.add(get("X-A" + c + "b"));
      attacks.add("GET /case HTTP/1.1\r\nHost: a.test" + c + "\r\n\r\n");
      attacks.add("GET /case HTTP/1.1\r\nHost: a.test\r\n\r" + c);
      attacks.add("GET /case HTTP/1.1\r" + c + "Host: a.test\r\n\r\n");
      attacks.add("GET /case HTTP/1.1" + c + "\r\nHost: a.test\r\n\r\n");
      attacks.add("GET" + c + "/case HTTP/1.1\r\nHost: a.test\r\n\r\n");
      attacks.add("GET /case" + c + "HTTP/1.1\r\nHost: a.test\r\n\r\n");
      attacks.add(c + "GET /case HTTP/1.1\r\nHost: a.test\r\n\r\n");
      attacks.add("GET /ca" + c + "se HTTP/1.1\r\nHost: a.test\r\n\r\n");
      attacks.add("GET /case?a=" + c + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
    }
    try (Gauntlet gauntlet = new Gauntlet(directory)) {
      gauntlet.runAll(attacks);
      gauntlet.verify();
    }
  }

  @Test
  void foldedLinesAndBareLineEndsAreRefused() {
    try (Gauntlet gauntlet = new Gauntlet(directory)) {
      for (String end :
          List.of("\n", "\r", "\n\r", "\r\r\n", "\r\n ", "\r\n\t", "\n ", "\u0000\r\n")) {
        gauntlet.refuses(get("X-A: b" + end + "X-C: d"), 400);
        gauntlet.refuses("GET /case HTTP/1.1" + end + "Host: a.test\r\n\r\n", 400, 505);
        gauntlet.refuses("GET /case HTTP/1.1\r\nHost: a.test" + end + "\r\n", 400);
        // And behind a sound request on the same connection.
        assertThat(gauntlet.run(get("X-A: b") + get("X-A: b" + end + "X-C: d")).seen()).hasSize(1);
      }
      gauntlet.verify();
    }
  }

  @Test
  void whatAClientNominatesIsItsOwnOrTheRequestIsRefused() {
    List<String> attacks = new ArrayList<>();
    for (String name :
        List.of(
            "Host",
            "Content-Length",
            "Transfer-Encoding",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Forwarded-Port",
            "Via",
            "X-Request-Id",
            "traceparent",
            "Authorization",
            "Cookie",
            "X-Real-IP",
            "Forwarded",
            "Content-Type",
            "Origin",
            "Expect")) {
      for (String option :
          List.of(
              name,
              name.toLowerCase(java.util.Locale.ROOT),
              name.toUpperCase(java.util.Locale.ROOT),
              name.replace('-', '_'),
              "close, " + name,
              name + ",close",
              ",," + name,
              "\t" + name + "\t",
              "keep-alive\r\nConnection: " + name)) {
        attacks.add(get("Connection: " + option));
      }
    }
    try (Gauntlet gauntlet = new Gauntlet(directory)) {
      attacks.forEach(attack -> gauntlet.refuses(attack, 400));
      for (String option :
          List.of("X-Kept", "x-kept", "a, X-Kept", "upgrade, X-Kept", "TE,X-Kept")) {
        StrictRequest.Whole seen = gauntlet.nominating(get("X-Kept: 1\r\nConnection: " + option));
        assertThat(seen.all("X-Kept")).as(option).isEmpty();
        assertThat(seen.all("Connection")).as(option).isEmpty();
        assertThat(seen.all("X-Forwarded-For")).containsExactly("127.0.0.1");
      }
      gauntlet.verify();
    }
  }
}
