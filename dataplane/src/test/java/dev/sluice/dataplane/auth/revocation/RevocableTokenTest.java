package dev.sluice.dataplane.auth.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RevocableTokenTest {
  private static final long NOW = 1_763_991_000L;

  private final RevokedTokens list = new RevokedTokens();

  private void say(String... fields) {
    list.add(ListEntry.read(NOW * 1_000 + "-0", List.of(fields)).orElseThrow());
    list.changed();
  }

  private static RevocableToken token(Object subject, Object id) {
    return RevocableToken.of(
        "idp", "a.b.c", Map.of("iss", "https://idp.test", "sub", subject, "jti", id, "iat", NOW));
  }

  @Test
  void aNumberNamesSomebodyAsItsTextDoes() {
    RevocableToken bySubject = token(4_711, "x");
    RevocableToken byId = token("bob", 17L);
    assertThat(bySubject.isIn(list)).isFalse();
    assertThat(byId.isIn(list)).isFalse();
    say("issuer", "https://idp.test", "subject", "4711");
    assertThat(bySubject.isIn(list)).isTrue();
    say("issuer", "idp", "jti", "17");
    assertThat(byId.isIn(list)).isTrue();
    assertThat(token("4712", "y").isIn(list)).isFalse();
  }
}
