package dev.sluice.dataplane.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.snapshot.Stickiness;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VariantCookieTest {
  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

  private final CookieKey key = CookieKey.random();

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  VariantCookieTest() {}

  private VariantCookie at(Instant time) {
    return at(time, "variant", key);
  }

  private static VariantCookie at(Instant time, String name, CookieKey key) {
    return new VariantCookie(new Stickiness.ByCookie(name, 60), key, InstantSource.fixed(time));
  }

  private String value() {
    String assigned = at(NOW).assign("abcdefgh", false);
    return assigned.substring("variant=".length(), assigned.indexOf(';'));
  }

  private static String read(VariantCookie cookie, String... lines) {
    HeaderMap headers = new HeaderMap();
    for (String line : lines) {
      headers.add(Headers.COOKIE, line);
    }
    return String.valueOf(cookie.variant(headers.get(Headers.COOKIE)));
  }

  @Test
  void whatWasAssignedIsReadAgainAmongOthers() {
    assertThat(read(at(NOW), "variant=" + value())).isEqualTo("abcdefgh");
    assertThat(read(at(NOW), "a=b; variant=" + value() + "; c=d")).isEqualTo("abcdefgh");
    assertThat(read(at(NOW), "xvariant=1;variant=2", "variant=" + value())).isEqualTo("abcdefgh");
  }

  @Test
  void theAttributesKeepItFromScriptsAndOtherSites() {
    assertThat(at(NOW).assign("abcdefgh", false))
        .endsWith("; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
    assertThat(at(NOW).assign("abcdefgh", true)).endsWith("; SameSite=Lax; Secure");
  }

  @Test
  void itHoldsToItsSecondAndNotBeyond() {
    assertThat(read(at(NOW.plusSeconds(59)), "variant=" + value())).isEqualTo("abcdefgh");
    assertThat(read(at(NOW.plusSeconds(60)), "variant=" + value())).isEqualTo("null");
  }

  @Test
  void anotherKeyOrNameOrALongerLifeIsNotBelieved() {
    String value = value();
    assertThat(read(at(NOW, "variant", CookieKey.random()), "variant=" + value)).isEqualTo("null");
    assertThat(read(at(NOW, "other", key), "other=" + value)).isEqualTo("null");
    String[] parts = value.split("\\.");
    String later = Long.toString(NOW.getEpochSecond() + 99_999, Character.MAX_RADIX);
    assertThat(read(at(NOW), "variant=" + parts[0] + "." + later + "." + parts[2]))
        .isEqualTo("null");
    assertThat(read(at(NOW), "variant=ABCDEFGH." + parts[1] + "." + parts[2])).isEqualTo("null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "variant",
        "variant=",
        "variant=.",
        "variant=..",
        "variant=a.b.c",
        "variant=a.b.c.d",
        "variant=\u00e9.\u00e9.\u00e9",
        ";;;",
        "=;variant",
        "variant=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b.c"
      })
  void nonsenseIsNoVariant(String line) {
    assertThat(read(at(NOW), line)).isEqualTo("null");
  }

  @Test
  void aKeyIsLongEnoughAndNeverPrinted() throws IOException {
    Path file = Files.write(directory.resolve("key"), new byte[31]);
    assertThatThrownBy(() -> CookieKey.read(file)).hasMessageContaining("31 bytes");
    assertThatThrownBy(() -> CookieKey.read(directory.resolve("none")))
        .hasMessageContaining("is not there");
    Files.write(file, new byte[32]);
    assertThat(CookieKey.read(file)).hasToString("[redacted]");
    assertThat(read(at(NOW, "variant", CookieKey.read(file)), setBy(CookieKey.read(file))))
        .isEqualTo("abcdefgh");
  }

  private static String setBy(CookieKey key) {
    String assigned = at(NOW, "variant", key).assign("abcdefgh", false);
    return assigned.substring(0, assigned.indexOf(';'));
  }
}
