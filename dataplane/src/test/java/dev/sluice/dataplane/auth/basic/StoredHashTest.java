package dev.sluice.dataplane.auth.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hashes that crypt(3) of glibc and {@code openssl passwd} made. */
final class StoredHashTest {
  private static boolean matches(String hash, String password) {
    return StoredHash.of(hash).matches(password.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a, secret",
    "$2a$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a, secret",
    "$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a, secret",
    "$6$rounds=1000$saltsalt$osotUMSS7K.0TIfteadkw2nXkU3mHd2sic8QLeQ4NmBYvnNlee/nDNLXQJypj6pZfrDryJ6nKZzumyw65bri70, pässwörd",
    "$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1, secret",
    "$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA, secret",
    "$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/, secret",
    "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=, secret"
  })
  void eachFormKnowsItsPasswordAndNoOther(String hash, String password) {
    assertThat(matches(hash, password)).isTrue();
    for (String other : new String[] {"", password + " ", "x" + password, password.toUpperCase()}) {
      assertThat(matches(hash, other)).as(other).isFalse();
    }
    assertThat(StoredHash.of(hash).toString()).endsWith("[redacted]");
  }

  @Test
  void ofBcryptSeventyTwoOctetsCount() {
    String of71 = "$2b$05$abcdefghijklmnopqrstuuldF68XqW1jV1pTkp5QRjAP2izYsMp1u";
    String of72 = "$2b$05$abcdefghijklmnopqrstuuGUnCqbfgs3htOkLrFduUjAyLBw1Rq/u";
    assertThat(matches(of71, "a".repeat(71))).isTrue();
    assertThat(matches(of71, "a".repeat(72))).isFalse();
    assertThat(matches(of72, "a".repeat(71))).isFalse();
    assertThat(matches(of72, "a".repeat(72))).isTrue();
    assertThat(matches(of72, "a".repeat(80))).isTrue();
    assertThat(matches(of72.replace("$2b", "$2a"), "a".repeat(72))).isTrue();
  }

  @Test
  void whatIsNoHashIsRefusedWithoutBeingQuoted() {
    assertThatThrownBy(() -> StoredHash.of("secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }
}
