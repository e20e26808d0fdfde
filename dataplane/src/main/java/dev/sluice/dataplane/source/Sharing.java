package dev.sluice.dataplane.source;

import dev.sluice.dataplane.limit.quota.Quotas;
import dev.sluice.dataplane.limit.quota.Replicated;
import dev.sluice.snapshot.CounterReset;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushMessage;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said to the operator, and heard, of limits that all replicas share. Used on the loop
 * only.
 */
final class Sharing {
  private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);

  /** An operator that is there has answered by then. */
  private static final long FIRST_WORD_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Quotas quotas;
  private final LastGoodStore store;
  private Optional<Replicated> kept = Optional.empty();
  private long deafTo = -1;

  Sharing(Quotas quotas, LastGoodStore store) {
    this.quotas = quotas;
    this.store = store;
  }

  /** Before anything is served: this process may be one of many though nobody says so. */
  void restore() {
    long now = System.nanoTime();
    kept = store.replicas();
    kept.ifPresentOrElse(
        last -> quotas.restore(last, now), () -> quotas.expect(now + FIRST_WORD_NANOS));
  }

  PlaneMessage demands() {
    return quotas.demands(System.nanoTime());
  }

  void forget(CounterReset reset) {
    quotas.resets().heard(reset);
  }

  void welcomed(Peer peer) {
    if (peer.leads()) {
      quotas.leads(peer.term());
    }
  }

  void take(Peer peer, PushMessage.Shares shares) {
    if (quotas.isOld(shares.term())) {
      if (deafTo != shares.term()) {
        deafTo = shares.term();
        LOG.warn("{} hands out shares of limits, and another leads since: not taken", peer);
      }
      return;
    }
    quotas.take(shares, System.nanoTime());
    Optional<Replicated> last = quotas.replicated();
    if (last.isPresent() && !last.equals(kept)) {
      kept = last;
      store.save(last.get());
    }
  }
}
