package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RegexTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/api/v[0-9]+/.* /api/v12/x true",
        "/api/v[0-9]+/.* /api/v/x false",
        "/api /api true",
        "/api /api/ false",
        "/api x/api false",
        "^/a$|^/b$ /b true",
        "^/a|/b$ /ax false",
        "(?i)/admin /ADMIN true",
        "/a{2,3} /aaa true",
        "/a{2,3} /aaaa false",
        "/[^/]+?/x /a/x true",
        "/[^/]+/x /a/b/x false",
        "/\\w+\\.(css|js) /app_1.js true",
        "/(?P<id>\\d+) /17 true",
        "/[]a-] /] true",
        "/[a-] /- true",
        "/\\bx /x true",
        "/x\\.y /xzy false",
        "/.é /aé true",
        "/[^a] /é true",
        "/.. /😀 false",
        "/. /😀 true",
      })
  void theWholeTextMustMatch(String pattern, String text, boolean matches) {
    assertThat(Regex.of(pattern).matches(text)).isEqualTo(matches);
  }

  /** Random patterns over random texts: the automaton says what RE2/J says. */
  @Test
  void theAutomatonAgreesWithRe2() {
    String[] pieces = {
      "a", "b", "/", ".", "\\.", "[ab]", "[^a/]", "[a-c]", "\\d", "\\W", "(", ")", "(?:", "|", "*",
      "+", "?", "{2}", "{0,2}", "{1,}", "*?", "^", "$", "1", "()", "[-a]", "[\\d/]", "{", "é"
    };
    Random random = new Random(17);
    int automata = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder pattern = new StringBuilder();
      for (int i = random.nextInt(8); i >= 0; i--) {
        pattern.append(pieces[random.nextInt(pieces.length)]);
      }
      Pattern re2;
      try {
        re2 = Pattern.compile(pattern.toString(), Pattern.DOTALL);
      } catch (PatternSyntaxException e) {
        assertThat(Regex.parse(pattern.toString())).isInstanceOf(Regex.Parsed.Invalid.class);
        continue;
      }
      Regex regex = Regex.of(pattern.toString());
      automata += RegexAutomaton.of(pattern.toString()).isPresent() ? 1 : 0;
      for (int text = 0; text < 30; text++) {
        String subject = text(random);
        assertThat(regex.matches(subject))
            .as("%s on %s", pattern, subject)
            .isEqualTo(re2.matches(subject));
        if (re2.matches(subject)) {
          assertThat(subject).as("prefix of %s", pattern).startsWith(regex.literalPrefix());
        }
      }
    }
    assertThat(automata).isGreaterThan(1_000);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append("ab/.1c\né{".charAt(random.nextInt(9)));
    }
    return text.toString();
  }

  /** None of them reaches the compiler of RE2/J, which would take minutes and all memory. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(((a{1000}){1000}){1000})",
        "((a{100}){100}){100}",
        "(?:(?:(?:(?:x{9}){9}){9}){9}){9}",
        "(\\Q(((\\Ea{1000}){2})",
        "([a-z{]{500}){500}",
        "(\\p{Greek}{100}){100}",
        "((x{1,1000}){1,2}){1,2}",
        "((x{1000,}){1000,})",
      })
  void whatRepeatsTooMuchIsRefused(String pattern) {
    assertThat(Regex.parse(pattern))
        .isInstanceOfSatisfying(
            Regex.Parsed.Invalid.class, it -> assertThat(it.cause()).contains("repeats so much"));
  }

  @Test
  void aLongPatternIsRefused() {
    assertThat(Regex.parse("a".repeat(Regex.MAX_LENGTH + 1)))
        .isInstanceOf(Regex.Parsed.Invalid.class);
    assertThat(Regex.parse("(".repeat(Regex.MAX_LENGTH))).isInstanceOf(Regex.Parsed.Invalid.class);
  }

  /** Never below what RE2/J makes of it, or a pattern could slip through. */
  @Test
  void theEstimateIsNotFarBelowTheProgram() {
    String[] pieces = {"a", "(", ")", "[a-z]", "{7}", "{2,9}", "{3,}", "*", "?", "|", "\\d", "(?:"};
    Random random = new Random(23);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder pattern = new StringBuilder();
      for (int i = random.nextInt(10); i >= 0; i--) {
        pattern.append(pieces[random.nextInt(pieces.length)]);
      }
      long estimate = RegexSize.of(pattern.toString());
      if (estimate < 100_000) {
        try {
          int size = Pattern.compile(pattern.toString()).programSize();
          assertThat((long) size).as("%s", pattern).isLessThanOrEqualTo(4 * estimate + 10);
        } catch (PatternSyntaxException e) {
          assertThat(e).hasMessageContaining("error parsing regexp");
        }
      }
    }
  }
}
