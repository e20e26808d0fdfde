package dev.sluice.dataplane.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.util.HttpString;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class IdentityHeaderTest {
  private static final HttpString NAME = HttpString.tryFromString("X-User-Id");

  @Test
  void whatIsHarmlessStandsAsItIs() {
    for (String text :
        List.of("jane", "auth0|12:34", "jane@example.com", "Jane Doe", "a=b;c", "\"q\"\\")) {
      assertThat(value(text)).isEqualTo(text);
    }
  }

  @Test
  void nothingEndsTheHeader() {
    assertThat(value("a\r\nX-Roles: admin")).isEqualTo("a%0D%0AX-Roles: admin");
    assertThat(value("a\u0000b\tc\u007f")).isEqualTo("a%00b%09c%7F");
    assertThat(value("M\u00fcller \ud83d\ude00")).isEqualTo("M%C3%BCller %F0%9F%98%80");
    assertThat(value("\u2028\u0085")).isEqualTo("%E2%80%A8%C2%85");
    assertThat(value("\ud800")).isEqualTo("%3F");
  }

  @Test
  void oneTextNeverPassesForTwo() {
    assertThat(value("viewer,admin")).isEqualTo("viewer%2Cadmin");
    assertThat(value("a, b", "c")).isEqualTo("a%2C b,c");
    assertThat(value("", "c", "")).isEqualTo("c");
  }

  @Test
  void whatLooksEncodedIsEncodedAgain() {
    assertThat(value("%0D%0A")).isEqualTo("%250D%250A");
    assertThat(value(" a ")).isEqualTo("%20a%20");
  }

  @Test
  void nothingToTellAndTooMuchAreNoHeader() {
    assertThat(IdentityHeader.of(NAME, List.of())).isEmpty();
    assertThat(IdentityHeader.of(NAME, "")).isEmpty();
    assertThat(IdentityHeader.of(NAME, List.of("", ""))).isEmpty();
    assertThat(IdentityHeader.of(NAME, "\u00fc".repeat(IdentityHeader.MAX_LENGTH / 6))).isPresent();
    assertThat(IdentityHeader.of(NAME, "\u00fc".repeat(IdentityHeader.MAX_LENGTH / 6 + 1)))
        .isEmpty();
  }

  @Test
  void whoeverSplitsAndDecodesHasTheVeryTexts() {
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      List<String> texts =
          Stream.generate(() -> text(random)).limit(1 + random.nextInt(4)).toList();
      String value = value(texts.toArray(String[]::new));
      assertThat(value).matches("[!-~]([ -~]*[!-~])?");
      List<String> decoded = new ArrayList<>();
      Arrays.stream(value.split(",", -1))
          .map(each -> each.replace("+", "%2B"))
          .forEach(each -> decoded.add(URLDecoder.decode(each, StandardCharsets.UTF_8)));
      assertThat(decoded).isEqualTo(texts);
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(6);
    for (int i = 0; i < length; i++) {
      int[] kinds = {random.nextInt(128), random.nextInt(0x300), 0x1f600 + random.nextInt(64)};
      text.appendCodePoint(kinds[random.nextInt(kinds.length)]);
    }
    return text.toString();
  }

  private static String value(String... texts) {
    Optional<IdentityHeader> header = IdentityHeader.of(NAME, List.of(texts));
    assertThat(header).isPresent();
    return header.get().value();
  }
}
