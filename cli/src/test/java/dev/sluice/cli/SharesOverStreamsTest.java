package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.count.SlidingWindow;
import dev.sluice.dataplane.limit.quota.QuotaView;
import dev.sluice.dataplane.limit.quota.Quotas;
import dev.sluice.dataplane.source.LastGoodStore;
import dev.sluice.dataplane.source.PushOptions;
import dev.sluice.dataplane.source.PushSource;
import dev.sluice.dataplane.source.SnapshotSink;
import dev.sluice.dataplane.source.Wellbeing;
import dev.sluice.operator.publish.PlaneAuthenticator;
import dev.sluice.operator.publish.PlaneIdentity;
import dev.sluice.operator.publish.PlaneStates;
import dev.sluice.operator.publish.Publisher;
import dev.sluice.operator.publish.PushEvents;
import dev.sluice.operator.publish.PushServer;
import dev.sluice.operator.publish.Standing;
import dev.sluice.operator.quota.LeaseTimes;
import dev.sluice.operator.quota.QuotaDesks;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.StoreState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shares over real streams: an operator and three data planes, without traffic. */
final class SharesOverStreamsTest {
  private static final String NAME = "config.sluice-system.svc";
  private static final ObjectKey PLANE = new ObjectKey("infra", "public");
  private static final Amount WHOLE = new Amount(300, 60_000_000_000L, 300);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<AutoCloseable> open = new ArrayList<>();
  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit sets the directory.
  SharesOverStreamsTest() {}

  /** Takes all, for there is nothing. */
  private static final class NoSink implements SnapshotSink {
    @Override
    public Outcome apply(
        EncodedSnapshot snapshot, List<EndpointSet> endpoints, Optional<EncodedSnapshot> refused) {
      return new Outcome.Applied();
    }

    @Override
    public void endpoints(List<EndpointSet> changed) {}
  }

  /** One data plane, which may be asked for a share. */
  private record Plane(Quotas quotas, SlidingWindow counter, PushSource source, LastGoodStore store)
      implements AutoCloseable {
    /** As so many requests do. Returns whether the last was taken. */
    boolean ask(int requests) {
      boolean taken = false;
      for (int i = 0; i < requests; i++) {
        long now = System.nanoTime();
        taken =
            counter.take(1, quotas.of("shop/p/l", new NamedCounter(7), WHOLE, counter, 1, now), now)
                >= 0;
      }
      return taken;
    }

    @Override
    public void close() throws InterruptedException {
      source.close();
      store.close();
    }

    /** Negative: it has none of its own. */
    long part() {
      return view().shares().stream().mapToLong(share -> share.part()).findFirst().orElse(-1);
    }

    QuotaView view() {
      return quotas.view(System.nanoTime());
    }
  }

  private PushServer operator(ServingCertificate certificate, int port, long term) {
    return new PushServer(
            token ->
                new PlaneAuthenticator.Verdict.Known(new PlaneIdentity("infra", "sluice-public")),
            new Publisher(),
            new PlaneStates(),
            new Standing("operator-0", true, term),
            PushEvents.NONE,
            new QuotaDesks(new LeaseTimes(Duration.ofSeconds(4), Duration.ofSeconds(60))))
        .start("127.0.0.1", port, certificate.context());
  }

  private Plane plane(ServingCertificate certificate, int port, String instance) throws Exception {
    Path state = directory.resolve(instance);
    LastGoodStore store = LastGoodStore.open(state);
    Quotas quotas = new Quotas();
    PushSource source =
        PushSource.start(
            new PushOptions(
                PLANE,
                instance,
                "test",
                List.of("127.0.0.1:" + port),
                NAME,
                certificate.pem(),
                Files.writeString(directory.resolve("token"), "token\n")),
            new NoSink(),
            new Wellbeing(List::of, List::of, () -> StoreState.NONE),
            quotas,
            store,
            Optional.empty());
    Plane plane = new Plane(quotas, new SlidingWindow(System.nanoTime()), source, store);
    open.add(plane);
    return plane;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void sharesFollowDemandAndAreEqualAgainWhenTheOperatorIsGone() throws Exception {
    ServingCertificate certificate = ServingCertificate.make(directory, NAME);
    PushServer operator = operator(certificate, 0, 1);
    int port = operator.port();
    open.add(operator);
    Plane busy = plane(certificate, port, "pod-0");
    Plane idle = plane(certificate, port, "pod-1");
    Plane third = plane(certificate, port, "pod-2");
    await()
        .atMost(PATIENCE)
        .until(() -> busy.view().replicas() == 3 && third.view().replicas() == 3);

    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              var unused = busy.ask(20);
              return busy.part() >= 275;
            });
    // Whoever is idle has its floor ready.
    assertThat(idle.part()).isBetween(10L, 15L);
    assertThat(idle.ask(5)).isTrue();

    operator.close();
    await().atMost(PATIENCE).until(() -> !busy.view().leased() && busy.part() == 100);
    await().atMost(PATIENCE).until(() -> idle.part() == 100);
    assertThat(busy.ask(1)).isFalse();
    assertThat(idle.ask(80)).isTrue();

    // A restart, with nobody there who would say that there are others.
    third.close();
    Plane restarted = plane(certificate, port, "pod-2");
    await().atMost(PATIENCE).until(() -> restarted.view().replicas() == 3);
    assertThat(restarted.ask(100)).isTrue();
    assertThat(restarted.ask(1)).isFalse();

    PushServer next = operator(certificate, port, 2);
    open.add(next);
    await().atMost(PATIENCE).until(() -> busy.view().leased() && restarted.view().leased());
    restarted.close();
    await().atMost(PATIENCE).until(() -> busy.view().replicas() == 2);
  }
}
