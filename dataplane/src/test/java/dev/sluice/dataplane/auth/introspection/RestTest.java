package dev.sluice.dataplane.auth.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.auth.introspection.Answer.Blame;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RestTest {
  private long now = -5;
  private final Rest rest = new Rest(() -> now);

  private void fails(String client, Blame blame, int times) {
    for (int i = 0; i < times; i++) {
      rest.failed(client, blame);
    }
  }

  private void second() {
    now += TimeUnit.SECONDS.toNanos(1);
  }

  @Test
  void whoCannotBeReachedIsAskedOnceASecondWhoeverWantsToKnow() {
    fails("a", Blame.ISSUER, Rest.FAILURES - 1);
    assertThat(rest.mayAsk("a")).isTrue();
    assertThat(rest.failed("a", Blame.ISSUER)).isTrue();
    assertThat(rest.mayAsk("b")).isFalse();
    second();
    assertThat(rest.mayAsk("b")).isTrue();
    assertThat(rest.mayAsk("c")).isFalse();
    assertThat(rest.answered("b")).isTrue();
    assertThat(rest.mayAsk("a")).isTrue();
    assertThat(rest.mayAsk("c")).isTrue();
  }

  @Test
  void oneClientsTokensKeepNobodyElseFromTheIssuer() {
    fails("attacker", Blame.ISSUER_OR_TOKEN, 100);
    assertThat(rest.isOn()).isFalse();
    assertThat(rest.mayAsk("attacker")).isFalse();
    for (int i = 0; i < 10; i++) {
      assertThat(rest.mayAsk("ada")).isTrue();
    }
    second();
    assertThat(rest.mayAsk("attacker")).isTrue();
    assertThat(rest.mayAsk("attacker")).isFalse();
    assertThat(rest.answered("ada")).isFalse();
    assertThat(rest.mayAsk("attacker")).isFalse();
    assertThat(rest.answered("attacker")).isFalse();
    assertThat(rest.mayAsk("attacker")).isTrue();
  }

  @Test
  void oneNetworkOfIpv6IsOneClient() {
    for (int i = 0; i < 100; i++) {
      rest.failed("2001:db8::" + Integer.toHexString(i), Blame.ISSUER_OR_TOKEN);
    }
    assertThat(rest.isOn()).isFalse();
    assertThat(rest.mayAsk("2001:db8::ffff")).isFalse();
    assertThat(rest.mayAsk("2001:db8:0:1::1")).isTrue();
  }

  @Test
  void anIssuerThatFailsSeveralAndHelpsNoneIsRestedAndWhoIsNewMayTry() {
    fails("a", Blame.ISSUER_OR_TOKEN, 3);
    fails("b", Blame.ISSUER_OR_TOKEN, 3);
    assertThat(rest.isOn()).isFalse();
    assertThat(rest.failed("c", Blame.ISSUER_OR_TOKEN)).isTrue();
    assertThat(rest.mayAsk("a")).isFalse();
    assertThat(rest.mayAsk("ada")).isTrue();
    assertThat(rest.mayAsk("bob")).isFalse();
    second();
    assertThat(rest.mayAsk("a")).isTrue();
    assertThat(rest.mayAsk("b")).isFalse();
    assertThat(rest.mayAsk("bob")).isTrue();
    assertThat(rest.answered("bob")).isTrue();
    assertThat(rest.isOn()).isFalse();
    assertThat(rest.mayAsk("a")).isTrue();
  }

  @Test
  void oneThatSucceedsBetweenShowsThatItIsNotTheIssuer() {
    for (String client : new String[] {"a", "b", "c", "d"}) {
      fails(client, Blame.ISSUER_OR_TOKEN, 2);
      rest.answered("ada");
    }
    assertThat(rest.isOn()).isFalse();
  }

  @Test
  void whatTheGatewayDidNotAskDoesNotCount() {
    fails("a", Blame.GATEWAY, 100);
    assertThat(rest.mayAsk("a")).isTrue();
  }
}
