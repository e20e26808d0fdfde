package dev.sluice.dataplane.source;

import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's replicas: a stream to each, and configuration from one of them, the leader where
 * it can be. Used on the loop only.
 */
final class Peers implements Peer.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
  private static final long RESOLVE_SECONDS = 10;
  private static final long PING_MILLIS = 10_000;

  /** Who is told what comes, on the loop. */
  interface Listener {
    /** It understands messages from now on. */
    void welcomed(Peer peer);

    /** Of the peer that supplies the configuration, or a Reset of any; never a Welcome. */
    void received(Peer from, PushMessage message);
  }

  private final PushOptions options;
  private final SourceLoop loop;
  private final Supplier<PlaneMessage> subscription;
  private final Listener listener;
  private final ScheduledExecutorService resolver =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("push-resolver").factory());
  private final Map<Replica, Peer> all = new LinkedHashMap<>();
  private volatile @Nullable Peer active;

  /**
   * @param subscription what to say to the replica that is to supply the configuration
   */
  Peers(
      PushOptions options,
      SourceLoop loop,
      Supplier<PlaneMessage> subscription,
      Listener listener) {
    this.options = options;
    this.loop = loop;
    this.subscription = subscription;
    this.listener = listener;
  }

  void start() {
    resolver.scheduleWithFixedDelay(this::resolve, 0, RESOLVE_SECONDS, TimeUnit.SECONDS);
    loop.every(PING_MILLIS, () -> List.copyOf(all.values()).forEach(Peer::watchSilence));
  }

  /** On a thread of its own: a name server may take its time. */
  private void resolve() {
    try {
      Set<Replica> replicas = Replica.resolve(options.services(), options.serverName());
      if (!replicas.isEmpty()) {
        loop.post(() -> follow(replicas));
      }
    } catch (RuntimeException e) {
      // An exception would end the timer.
      LOG.error("resolving the config service failed; will try again", e);
    }
  }

  private void follow(Set<Replica> replicas) {
    for (Peer peer : List.copyOf(all.values())) {
      // A replica that DNS no longer names but that still talks to us is kept until it goes.
      if (!replicas.contains(peer.replica()) && !peer.welcomed()) {
        all.remove(peer.replica());
        peer.stop("no longer a replica of the config service");
      }
    }
    for (Replica replica : replicas) {
      if (!all.containsKey(replica)) {
        Peer peer = new Peer(replica, options, loop, this);
        all.put(replica, peer);
        peer.connect();
      }
    }
  }

  /**
   * The leader if it is connected, else whoever supplies us now, else any. Of two that say that
   * they lead the newer: the older has not heard yet that it does not.
   */
  private void choose() {
    Peer present = active;
    Peer best = present != null && present.welcomed() ? present : null;
    for (Peer peer : all.values()) {
      if (peer.welcomed() && (best == null || isBetter(peer, best))) {
        best = peer;
      }
    }
    if (best == present) {
      return;
    }
    if (present != null) {
      present.send(new PlaneMessage.Unsubscribe());
    }
    active = best;
    if (best != null) {
      LOG.info("taking configuration from {}{}", best, best.leads() ? ", the leader" : "");
      subscribe();
    }
  }

  private static boolean isBetter(Peer peer, Peer other) {
    return peer.leads() && (!other.leads() || peer.term() > other.term());
  }

  /** Asks whoever supplies the configuration for what is missing. */
  void subscribe() {
    tellActive(subscription.get());
  }

  /** Whoever supplies the configuration, if anybody does. */
  void tellActive(PlaneMessage message) {
    Peer peer = active;
    if (peer != null) {
      peer.send(message);
    }
  }

  /** Whether there is one, and it would understand that. On any thread. */
  boolean activeHears(PlaneMessage message) {
    Peer peer = active;
    return peer != null && peer.hears(message);
  }

  void tellAll(PlaneMessage message) {
    for (Peer peer : all.values()) {
      if (peer.welcomed()) {
        peer.send(message);
      }
    }
  }

  @Override
  public void received(Peer peer, PushMessage message) {
    if (message instanceof PushMessage.Welcome) {
      listener.welcomed(peer);
      choose();
    } else if (peer == active || message instanceof PushMessage.Reset) {
      listener.received(peer, message);
    }
  }

  @Override
  public void lost(Peer peer) {
    if (peer.stopped()) {
      all.remove(peer.replica(), peer);
    }
    if (active == peer) {
      active = null;
      choose();
    }
  }

  @Override
  public void close() {
    resolver.shutdownNow();
    loop.post(() -> List.copyOf(all.values()).forEach(peer -> peer.stop("shutting down")));
  }
}
