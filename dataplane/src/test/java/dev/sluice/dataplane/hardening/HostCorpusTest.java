package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HI17 and more: one host, of a form about which nobody can be of two minds. */
final class HostCorpusTest {
  @TempDir static Path directory;

  private static final List<String> SOUND =
      List.of(
          "a",
          "a.test",
          "A.TEST",
          "a.test.",
          "a.test:80",
          "a.test:8080",
          "a.test:65535",
          "a-b.test",
          "1.2.3.4",
          "1.2.3.4:80",
          "[::1]",
          "[::1]:80",
          "[2001:db8::1]",
          "xn--bcher-kva.example",
          "a_b.test",
          "0.0.0.0");

  private static final List<String> UNSOUND =
      List.of(
          "",
          " ",
          "a b",
          "a\tb",
          "a/b",
          "a\\b",
          "a?b",
          "a#b",
          "a@b",
          "a:b@c",
          "@a",
          "a@",
          "a,b",
          "a;b",
          "a%41",
          "a%00",
          "a%2e.test",
          "a:80:80",
          "a:",
          "a:0",
          "a:65536",
          "a:99999999999",
          "a:-1",
          "a:+80",
          "a:8 0",
          "a:80x",
          "a:x",
          ":80",
          ":",
          "..",
          ".",
          ".a",
          "a..b",
          "-",
          "-a.b",
          "a-.b",
          "a.-b",
          "[",
          "]",
          "[]",
          "[::1",
          "::1",
          "[::1]x",
          "[::1]:",
          "[::1]:x",
          "[::g]",
          "[1.2.3.4]",
          "[v1.x]",
          "[fe80::1%25eth0]",
          "[fe80::1%eth0]",
          "[::1]]",
          "b\u00fccher.test",
          "\u00e9",
          "a\u00a0b",
          "a\u0085",
          "<a>",
          "\"a\"",
          "'a'",
          "{a}",
          "a|b",
          "a^b",
          "a`b",
          "a=b",
          "a&b",
          "a!b",
          "a$b",
          "a(b)",
          "a*b",
          "*",
          "*.test",
          "a+b",
          "a~b",
          "x".repeat(64) + ".test",
          ("x".repeat(60) + ".").repeat(5) + "test",
          "a.test\r\nHost: b.test",
          "a.test\r\nhOsT: a.test",
          "a.test\r\n b",
          "a.test, b.test");

  private static final List<String> ELSEWHERE =
      List.of("b.test", "a.test:1", "a.test.evil", "xa.test", "a.test%00", "a.tes", "b@a.test");

  @Test
  void onlySoundHostsPass() {
    try (Gauntlet gauntlet = new Gauntlet(directory)) {
      for (String host : SOUND) {
        assertThat(gauntlet.passes(get("/case", host)).all("Host")).containsExactly(host);
      }
      List<String> passed = new ArrayList<>();
      for (String host : UNSOUND) {
        for (String version : List.of("1.1", "1.0")) {
          String request =
              "GET /case HTTP/" + version + "\r\nHost: " + host + "\r\nX-Kept: 1\r\n\r\n";
          if (gauntlet.run(request).status() != 400) {
            passed.add(host + " in " + version);
          }
        }
      }
      assertThat(passed).isEmpty();
      gauntlet.verify();
    }
  }

  @Test
  void aTargetThatNamesAHostNamesTheSame() {
    try (Gauntlet gauntlet = new Gauntlet(directory)) {
      for (String other : ELSEWHERE) {
        gauntlet.refuses(get("http://" + other + "/case", "a.test"), 400);
        gauntlet.refuses(get("http://a.test/case", other), 400);
      }
      assertThat(gauntlet.passes(get("http://a.test/case", "a.test")).target()).isEqualTo("/case");
      assertThat(gauntlet.passes(get("http://a.test", "a.test")).target()).isEqualTo("/");
      assertThat(gauntlet.passes(get("http://a.test:80/case", "a.test")).target())
          .isEqualTo("/case");
      gauntlet.verify();
    }
  }

  private static String get(String target, String host) {
    return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }
}
