package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueryStringTest {
  @ParameterizedTest
  @CsvSource({
    "a=1, a, 1",
    "a=1&a=2, a, 1",
    "b=2&a=1, a, 1",
    "a, a, ''",
    "a=, a, ''",
    "a==, a, =",
    "a=b=c, a, b=c",
    "%61=%31, a, 1",
    "a+b=c+d, a b, c d",
    "a%20b=1, a b, 1",
    "a=%C3%A9, a, é",
    "a=%zz, a, %zz",
    "a=%, a, %",
    "a=%4, a, %4",
    "a=%ff, a, %ff",
    "a=%c0%af, a, %c0%af",
    "%ff=1, %ff, 1",
    "&&a=1&, a, 1",
    "a=1;b=2, a, 1;b=2",
  })
  void theFirstValueIsRead(String query, String name, String value) {
    assertThat(QueryString.first(query, name)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"'', a", "b=a, a", "aa=1, a", "A=1, a", "=1, a", "b&c, a", "%2561=1, a"})
  void orItIsAbsent(String query, String name) {
    assertThat(QueryString.first(query, name)).isNull();
  }

  @Test
  void cookiesAreReadStrictly() {
    assertThat(CookieHeader.first("a=1; b=2", "b")).isEqualTo("2");
    assertThat(CookieHeader.first("a=1;b=2", "b")).isEqualTo("2");
    assertThat(CookieHeader.first("a=1; a=2", "a")).isEqualTo("1");
    assertThat(CookieHeader.first("a=", "a")).isEmpty();
    assertThat(CookieHeader.first("a=b=c", "a")).isEqualTo("b=c");
    assertThat(CookieHeader.first("a", "a")).isNull();
    assertThat(CookieHeader.first("xa=1", "a")).isNull();
    assertThat(CookieHeader.first("a =1", "a")).isNull();
    assertThat(CookieHeader.first("a=1 2; a=3", "a")).as("a backend may read it").isEqualTo("1 2");
    assertThat(CookieHeader.first("", "a")).isNull();
  }
}
