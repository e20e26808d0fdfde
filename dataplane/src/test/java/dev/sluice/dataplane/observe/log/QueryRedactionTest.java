package dev.sluice.dataplane.observe.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryRedactionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "access_token",
        "api_key",
        "key",
        "token",
        "API-KEY",
        "apiKey",
        "id_token",
        "password",
        "client_secret",
        "X-Amz-Signature",
        "X-Amz-Security-Token",
        "sig",
        "jwt",
        "t%6Fken",
        "%6bey",
        "%61ccess%5Ftoken"
      })
  void theValueOfACredentialIsTakenOut(String name) {
    assertThat(QueryRedaction.redact(name + "=abc")).isEqualTo(name + "=[redacted]");
    assertThat(QueryRedaction.redact("a=1&" + name + "=abc&b=2"))
        .isEqualTo("a=1&" + name + "=[redacted]&b=2");
    assertThat(QueryRedaction.redact("a=1?" + name + "=abc?def&b=2"))
        .isEqualTo("a=1?" + name + "=[redacted]&b=2");
    assertThat(QueryRedaction.redact("a=1;" + name + "=a=b;c"))
        .isEqualTo("a=1;" + name + "=[redacted];c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "page=2",
        "keyboard=qwerty&monkey=7",
        "key",
        "token=",
        "a&&b==c&",
        "%6=%",
        "="
      })
  void everythingElseStaysAsItIs(String query) {
    assertThat(QueryRedaction.redact(query)).isEqualTo(query);
  }

  @Test
  void everyOneOfSeveralIsTakenOut() {
    assertThat(QueryRedaction.redact("token=a&token=b&x=1&key=c"))
        .isEqualTo("token=[redacted]&token=[redacted]&x=1&key=[redacted]");
  }
}
