package dev.sluice.dataplane.upstream;

import static dev.sluice.dataplane.upstream.Policies.retrying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.budget.BudgetView;
import dev.sluice.snapshot.RetryBudget;
import dev.sluice.snapshot.RetryCondition;
import org.junit.jupiter.api.Test;

final class RetryBudgetTest {
  private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";

  private static ProxyFixture.Settings settings(RetryBudget budget, RetryCondition... on) {
    return retrying(on).attempts(3).backoff(0).settings().backend(b -> b.with(budget));
  }

  private static BudgetView budget(ProxyFixture proxy) {
    return proxy.upstreams().view().getFirst().safeguards().budget();
  }

  @Test
  void aStormAddsNoMoreThanTheBudgetAllows() {
    try (var backend = ScriptedBackend.answering(BUSY);
        var proxy =
            ProxyFixture.to(settings(new RetryBudget(20, 0), RetryCondition.STATUS), backend);
        var client = proxy.client()) {
      int requests = 2_000;
      for (int i = 0; i < requests; i++) {
        assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(503);
      }
      assertThat(backend.requests().size() - requests).isBetween(1, requests / 5);
      assertThat(budget(proxy).taken()).isEqualTo(backend.requests().size() - requests);
      assertThat(budget(proxy).refused()).isPositive();
    }
  }

  @Test
  void whereItIsEmptyTheFailureIsPassedOnAndFlagged() {
    try (var backend = ScriptedBackend.answering(BUSY);
        var proxy =
            ProxyFixture.to(settings(new RetryBudget(0, 0), RetryCondition.STATUS), backend);
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().text()).isEqualTo("busy");
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(1));
      assertThat(proxy.ended().getFirst().upstream().retryRefused()).isTrue();
      assertThat(proxy.ended().getFirst().upstream().attempts()).isEqualTo(1);
      assertThat(budget(proxy)).isEqualTo(new BudgetView(0, 1));
    }
  }

  @Test
  void whatReachedNobodyCostsNothing() {
    try (var refusing = new RefusingPort();
        var proxy =
            new ProxyFixture(
                settings(new RetryBudget(0, 0), RetryCondition.CONNECT_FAILURE),
                refusing.endpoint());
        var client = proxy.client()) {
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(502);
      await().untilAsserted(() -> assertThat(proxy.ended()).hasSize(1));
      assertThat(proxy.ended().getFirst().upstream().attempts()).isEqualTo(4);
      assertThat(budget(proxy)).isEqualTo(new BudgetView(0, 0));
    }
  }
}
