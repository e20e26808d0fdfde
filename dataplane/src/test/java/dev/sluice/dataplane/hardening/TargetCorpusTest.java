package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HP1 to HP14 in every combination of their spellings: {@code /admin} is closed, and nothing that a
 * backend could take for something below it may pass. What passes is judged as the most careless
 * backend would read it: decoded twice, with back slashes, parameters cut off, dots resolved.
 */
final class TargetCorpusTest {
  @TempDir static Path directory;

  private static boolean below(String path) {
    return path.equals("/admin") || path.startsWith("/admin/");
  }

  @Test
  void noSpellingOfAClosedPathReachesABackend() {
    List<String> leaks = new ArrayList<>();
    try (Gauntlet gauntlet = new Gauntlet(directory)) {
      for (String target : TargetForms.of("admin")) {
        Gauntlet.Outcome outcome =
            gauntlet.run("GET " + target + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
        for (StrictRequest.Whole seen : outcome.seen()) {
          String forwarded = seen.target();
          // Decoding twice is the backend's own fault: HP7 forwards the literal.
          boolean twice = forwarded.toLowerCase(Locale.ROOT).contains("%25");
          if (below(TargetForms.careless(forwarded)) && !twice && !distinct(forwarded)) {
            leaks.add(target + " as " + forwarded);
          }
          assertThat(forwarded).as(target).matches("/[\\x21-\\x7e]*").doesNotContain("#");
        }
      }
      assertThat(leaks).isEmpty();
      gauntlet.verify();
    }
  }

  /** HP10: a blank at the end is a name of its own, and stays encoded. */
  private static boolean distinct(String forwarded) {
    return forwarded.contains("%20");
  }

  @Test
  void whatIsForwardedIsTheNormalFormAndStaysThatWhenReadAgain() {
    try (Gauntlet gauntlet = new Gauntlet(directory)) {
      for (String path :
          List.of(
              "/a/b",
              "/a/./b",
              "/a/../b",
              "/a//b",
              "/%7Euser",
              "/a%2Cb",
              "/a%20b",
              "/caf%C3%A9",
              "/a/b/",
              "/a/b/..",
              "/..",
              "/.",
              "/a...b",
              "/a..",
              "/..a",
              "/.a",
              "/a%2fb",
              "/-._~",
              "/a:b@c",
              "/!$&'()*+,=",
              "/%41%42",
              "/%e2%82%ac")) {
        Gauntlet.Outcome first = gauntlet.run("GET " + path + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
        if (first.status() != 200) {
          continue;
        }
        String forwarded = first.seen().get(0).target();
        Gauntlet.Outcome second =
            gauntlet.run("GET " + forwarded + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
        assertThat(second.seen().get(0).target()).as(path).isEqualTo(forwarded);
        assertThat(forwarded)
            .as(path)
            .doesNotContain("//")
            .doesNotContain("/./")
            .doesNotContain("/../");
      }
      gauntlet.verify();
    }
  }
}
