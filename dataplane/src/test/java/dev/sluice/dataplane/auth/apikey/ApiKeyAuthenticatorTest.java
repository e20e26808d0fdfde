package dev.sluice.dataplane.auth.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which key is good, and until when. */
final class ApiKeyAuthenticatorTest {
  private static final String KEY = "a-key-of-nobody-0123456789";
  private final AtomicLong millis = new AtomicLong();

  private ApiKeyAuthenticator of(SecretSection.ApiKey... keys) {
    return new ApiKeyAuthenticator(
        new IdentityProvider.ApiKeys(
            "partners",
            new TreeMap<>(Map.of("a", "b")),
            List.of(new CredentialPlace.Header("x-api-key", "")),
            "",
            true),
        List.of(keys),
        millis::get);
  }

  private static SecretSection.ApiKey key(String hash, long expires) {
    return new SecretSection.ApiKey(
        new ObjectKey("shop", "partner"),
        List.of("partners"),
        hash,
        "partner",
        List.of("orders:read"),
        new TreeMap<>(Map.of("plan", "gold")),
        expires);
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void itIsWorthNothingFromTheSecondInWhichItExpires() throws Exception {
    ApiKeyAuthenticator keys = of(key(sha256(KEY), 1_000));
    millis.set(999_999);
    assertThat(keys.judge(KEY)).isInstanceOf(Outcome.Known.class);
    millis.set(1_000_000);
    assertThat(keys.judge(KEY)).isEqualTo(new Outcome.Refused("the key has expired"));
    millis.set(999_999);
    assertThat(keys.judge(KEY)).isInstanceOf(Outcome.Known.class);
  }

  @Test
  void whatIsKnownOfItStandsInTheIdentity() throws Exception {
    Outcome.Known known = (Outcome.Known) of(key(sha256(KEY), Long.MAX_VALUE)).judge(KEY);
    assertThat(known.identity().user()).isEqualTo("partner");
    assertThat(known.identity().permissions()).containsExactly("orders:read");
    assertThat(known.identity().attributes().text("plan")).isEqualTo("gold");
  }

  @Test
  void noOtherTextIsGood() throws Exception {
    ApiKeyAuthenticator keys = of(key(sha256(KEY), Long.MAX_VALUE));
    for (String other :
        List.of(
            "",
            KEY.substring(1),
            KEY.substring(0, KEY.length() - 1),
            KEY + "x",
            KEY.toUpperCase(Locale.ROOT),
            KEY + " ",
            " " + KEY,
            KEY + "\0",
            KEY.replace('a', '\u0101'),
            sha256(KEY),
            "sha256:" + sha256(KEY),
            "x".repeat(1 << 20))) {
      assertThat(keys.judge(other)).isEqualTo(new Outcome.Refused("no such key"));
    }
  }

  @Test
  void aHashThatIsNoneIsRefusedWithoutBeingQuoted() {
    assertThatThrownBy(() -> of(key("canary", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("canary");
  }
}
