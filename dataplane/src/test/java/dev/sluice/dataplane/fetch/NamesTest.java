package dev.sluice.dataplane.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class NamesTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final CountDownLatch hanging = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final Names names =
      new Names(
          host -> {
            asked.incrementAndGet();
            if (host.equals("gone.test")) {
              throw new UnknownHostException(host);
            }
            if (host.equals("hangs.test")) {
              hold();
            }
            return new InetAddress[] {InetAddress.ofLiteral("192.0.2.1")};
          });

  private void hold() {
    try {
      hanging.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aNameHasItsAddresses() throws FetchRefused {
    assertThat(names.addresses("a.test", LONG)).containsExactly(InetAddress.ofLiteral("192.0.2.1"));
    assertThatThrownBy(() -> names.addresses("gone.test", LONG))
        .isInstanceOf(FetchRefused.class)
        .hasMessage("the DNS has no address of the endpoint");
  }

  @Test
  void aDnsThatHangsHoldsNobodyForLongerThanTheyHaveTimeAndIsAskedOnce() throws FetchRefused {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> names.addresses("hangs.test", SHORT))
          .isInstanceOf(FetchRefused.class)
          .hasMessage("the DNS does not answer in time");
    }
    assertThat(names.addresses("b.test", LONG)).hasSize(1);
    await().until(() -> asked.get() == 2);
    hanging.countDown();
    assertThat(names.addresses("hangs.test", LONG)).hasSize(1);
  }
}
