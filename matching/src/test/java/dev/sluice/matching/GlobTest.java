package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "/api/*/items, /api/7/items, true",
    "/api/*/items, /api/7/8/items, false",
    "/api/*/items, /api/items, false",
    "/a/*, /a/b, true",
    "/a/*, /a/, false",
    "/a/*, /a, false",
    "/a/*/, /a/b/, true",
    "/a/**, /a, true",
    "/a/**, /a/, true",
    "/a/**, /a/b/c/, true",
    "/a/**, /ab, false",
    "/**, /, true",
    "/**, /a/b, true",
    "/a/**/z, /a/z, true",
    "/a/**/z, /a/b/c/z, true",
    "/a/**/z, /a/z/y, false",
    "/**/b/**/d, /a/b/c/b/d, true",
    "/**/b/**/d, /a/c/d, false",
    "/v*/x, /v/x, true",
    "/v*/x, /v12/x, true",
    "/*.js, /.js, true",
    "/*.js, /a.min.js, true",
    "/*.js, /a.jsx, false",
    "/*a*b*, /xaybz, true",
    "/*a*b*, /xbya, false",
    "/a, /a, true",
    "/a, /a/, false",
  })
  void starsStandForWhatTheySay(String glob, String path, boolean matches) {
    assertThat(Glob.of(glob).matches(path)).isEqualTo(matches);
  }

  /** Against the plain translation into a backtracking regular expression. */
  @Test
  void agreesWithItsTranslation() {
    String[] segments = {"*", "**", "a", "a*", "*b", "*a*b", "", "ab"};
    Random random = new Random(5);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder glob = new StringBuilder();
      for (int i = random.nextInt(4); i >= 0; i--) {
        glob.append('/').append(segments[random.nextInt(segments.length)]);
      }
      StringBuilder path = new StringBuilder("/");
      for (int i = random.nextInt(8); i > 0; i--) {
        path.append("ab/".charAt(random.nextInt(3)));
      }
      assertThat(Glob.of(glob.toString()).matches(path.toString()))
          .as("%s on %s", glob, path)
          .isEqualTo(Pattern.matches(translated(glob.toString()), path));
    }
  }

  private static String translated(String glob) {
    StringBuilder regex = new StringBuilder();
    for (String segment : glob.substring(1).split("/", -1)) {
      regex.append(
          switch (segment) {
            case "**" -> "(/[^/]*)*";
            case "*" -> "/[^/]+";
            default -> "/" + segment.replace("*", "[^/]*");
          });
    }
    return regex.toString();
  }

  @Test
  @Timeout(5)
  void manyStarsStayCheap() {
    Glob glob = Glob.of("/" + "*a".repeat(100) + "/**".repeat(50) + "/*b*b*b/**/c");
    String path = "/" + "a".repeat(3_000) + "/b".repeat(2_000) + "/d";
    for (int i = 0; i < 20; i++) {
      assertThat(glob.matches(path)).isFalse();
    }
  }
}
