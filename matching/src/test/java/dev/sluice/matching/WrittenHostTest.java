package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.matching.WrittenHost.Invalid;
import dev.sluice.matching.WrittenHost.Pattern;
import dev.sluice.snapshot.HostPattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WrittenHostTest {
  @Test
  void exactNamesWildcardsAndAny() {
    assertThat(WrittenHost.parse("Shop.Example.com."))
        .isEqualTo(new Pattern(new HostPattern.Exact("shop.example.com")));
    assertThat(WrittenHost.parse("*.Example.com"))
        .isEqualTo(new Pattern(new HostPattern.Wildcard("example.com")));
    assertThat(WrittenHost.parse("*")).isEqualTo(new Pattern(new HostPattern.Any()));
  }

  @Test
  void internationalNamesBecomeALabels() {
    assertThat(WrittenHost.parse("münchen.example"))
        .isEqualTo(new Pattern(new HostPattern.Exact("xn--mnchen-3ya.example")));
    assertThat(WrittenHost.parse("*.bücher.example"))
        .isEqualTo(new Pattern(new HostPattern.Wildcard("xn--bcher-kva.example")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*.",
        "a.*.example",
        "*a.example",
        "**.example",
        "*.*.example",
        "shop.example.com:8080",
        "https://shop.example.com",
        "shop.example.com/path",
        "10.0.0.7",
        "127.1",
        "::1",
        "[::1]",
        "a..b",
        "-a.example",
        "a b.example",
        "a@b.example"
      })
  void anythingElseIsRefusedWithACure(String written) {
    assertThat(WrittenHost.parse(written))
        .isInstanceOfSatisfying(
            Invalid.class, it -> assertThat(it.cause()).containsAnyOf("give", "write"));
  }
}
