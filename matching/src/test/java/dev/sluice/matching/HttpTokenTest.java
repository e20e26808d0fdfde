package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HttpTokenTest {
  private static final String DELIMITERS = "\"(),/:;<=>?@[\\]{}";

  /** RFC 9110, section 5.6.2: any VCHAR, except delimiters. */
  @Test
  void aTokenHasVisibleAsciiWithoutDelimiters() {
    for (int c = 0; c < 0x300; c++) {
      boolean may = c > ' ' && c < 0x7f && DELIMITERS.indexOf(c) < 0;
      assertThat(HttpToken.has(c)).as("%x", c).isEqualTo(may);
      assertThat(HttpToken.matches("a" + (char) c)).as("%x", c).isEqualTo(may);
      if (c <= 0xff) {
        assertThat(HttpToken.hasOctet((byte) c)).as("%x", c).isEqualTo(may);
      }
    }
    assertThat(HttpToken.has(-1)).isFalse();
    assertThat(HttpToken.matches("")).isFalse();
  }
}
