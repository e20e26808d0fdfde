package dev.sluice.dataplane.source;

import dev.sluice.snapshot.Held;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.Position;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import dev.sluice.snapshot.SnapshotException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configuration by push: a stream to every operator replica, configuration from one of them (the
 * leader where it can), the own state told to all.
 *
 * <p>All decisions are made on one thread, so there is no lock; that thread also builds and swaps
 * ({@link SnapshotSink}), never an I/O thread. What comes is checked (hashes, {@link Position})
 * before it is built; what cannot be used leaves everything as it is.
 */
public final class PushSource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PushSource.class);
  private static final long RESOLVE_SECONDS = 10;
  private static final long PING_SECONDS = 10;
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long RESUBSCRIBE_MILLIS = 1_000;

  private final PushOptions options;
  private final SnapshotSink sink;
  private final LastGoodStore store;
  private final Optional<KeptByOperator> kept;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("push-source").factory());
  private final ScheduledExecutorService resolver =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("push-resolver").factory());

  // Touched on the loop only.
  private final Map<Replica, Peer> peers = new LinkedHashMap<>();
  private @Nullable HeldState held;
  private @Nullable Peer active;
  private List<Refusal> refusals = List.of();
  private boolean draining;
  private boolean resubscribing;

  private PushSource(
      PushOptions options, SnapshotSink sink, LastGoodStore store, Optional<KeptByOperator> kept) {
    this.options = options;
    this.sink = sink;
    this.store = store;
    this.kept = kept;
  }

  /**
   * Serves the last good snapshot, if there is one, and then connects. Returns at once.
   *
   * @param store on this data plane's own disk
   * @param kept for the first start, when there is nothing on the disk
   */
  public static PushSource start(
      PushOptions options, SnapshotSink sink, LastGoodStore store, Optional<KeptByOperator> kept) {
    PushSource source = new PushSource(options, sink, store, kept);
    source.post(source::restore);
    source.resolver.scheduleWithFixedDelay(source::resolve, 0, RESOLVE_SECONDS, TimeUnit.SECONDS);
    source.loop.scheduleWithFixedDelay(
        source::watchSilence, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
    return source;
  }

  /** Tells the operator that this data plane takes no new work. */
  public void draining() {
    post(
        () -> {
          draining = true;
          tellState();
        });
  }

  @Override
  public void close() {
    resolver.shutdownNow();
    post(
        () -> {
          List.copyOf(peers.values()).forEach(peer -> peer.stop("shutting down"));
          loop.shutdownNow();
        });
  }

  private void post(Runnable step) {
    try {
      loop.execute(
          () -> {
            try {
              step.run();
            } catch (RuntimeException e) {
              LOG.error("the push source failed in one step and goes on", e);
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("closed; a late event is of no interest");
    }
  }

  private void restore() {
    // What it served itself is nearer to what clients saw than what the operator keeps for all.
    if (!restore(store.load(), "the last good snapshot")) {
      restore(kept.flatMap(KeptByOperator::load), "the snapshot that the operator keeps");
    }
  }

  /** Returns whether it serves now. */
  private boolean restore(Optional<HeldState> found, String what) {
    if (found.isEmpty()) {
      return false;
    }
    HeldState state = found.get();
    if (!state.snapshot().sections().getFirst().key().equals(own())) {
      LOG.error(
          "{} belongs to {}, this is {}; not used",
          what,
          state.snapshot().sections().getFirst().key().object(),
          options.dataPlane());
      return false;
    }
    return switch (sink.apply(state.snapshot(), List.copyOf(state.endpoints().values()))) {
      case SnapshotSink.Outcome.Applied applied -> {
        held = state;
        LOG.info("serving {}, {}", what, state.snapshot().version());
        yield true;
      }
      case SnapshotSink.Outcome.Refused refused -> {
        LOG.error("{} cannot be used: {}", what, refused.reason());
        yield false;
      }
    };
  }

  private SectionKey own() {
    return new SectionKey(SectionKind.GATEWAY, options.dataPlane());
  }

  private void resolve() {
    try {
      Set<Replica> replicas = Replica.resolve(options.services(), options.serverName());
      if (!replicas.isEmpty()) {
        post(() -> follow(replicas));
      }
    } catch (RuntimeException e) {
      // An exception would end the timer.
      LOG.error("resolving the config service failed; will try again", e);
    }
  }

  private void follow(Set<Replica> replicas) {
    for (Peer peer : List.copyOf(peers.values())) {
      // A replica that DNS no longer names but that still talks to us is kept until it goes.
      if (!replicas.contains(peer.replica) && !peer.welcomed) {
        peers.remove(peer.replica);
        peer.stop("no longer a replica of the config service");
      }
    }
    for (Replica replica : replicas) {
      if (!peers.containsKey(replica)) {
        Peer peer = new Peer(replica);
        peers.put(replica, peer);
        peer.connect();
      }
    }
  }

  private void watchSilence() {
    long now = System.nanoTime();
    for (Peer peer : List.copyOf(peers.values())) {
      ReplicaStream stream = peer.stream;
      if (stream != null) {
        if (now - stream.heardNanos() > SILENCE_NANOS) {
          stream.abort("nothing heard for 30 s");
        } else {
          stream.ping();
        }
      }
    }
  }

  /** The leader if it is connected, else whoever supplies us now, else any. */
  private void choose() {
    Peer best = active != null && active.welcomed ? active : null;
    for (Peer peer : peers.values()) {
      if (peer.welcomed && (best == null || (peer.leads && !best.leads))) {
        best = peer;
      }
    }
    if (best == active) {
      return;
    }
    if (active != null) {
      active.send(new PlaneMessage.Unsubscribe());
    }
    active = best;
    if (best != null) {
      LOG.info("taking configuration from {}{}", best.replica, best.leads ? ", the leader" : "");
      best.send(new PlaneMessage.Subscribe(asHeld()));
    }
  }

  private Held asHeld() {
    return held == null ? new Held.Nothing() : held.asHeld();
  }

  private void received(Peer peer, PushMessage message) {
    switch (message) {
      case PushMessage.Welcome welcome -> {
        peer.welcomed = true;
        peer.leads = welcome.leader();
        peer.backoff.succeeded();
        peer.send(state());
        choose();
      }
      case PushMessage.FullSnapshot full -> {
        if (peer == active) {
          take(peer, full.version(), full.position(), () -> HeldState.of(full));
        }
      }
      case PushMessage.Delta delta -> {
        if (peer == active) {
          take(peer, delta.delta().to(), delta.position(), () -> following(delta));
        }
      }
      case PushMessage.Endpoints endpoints -> {
        if (peer == active) {
          take(endpoints);
        }
      }
    }
  }

  private HeldState following(PushMessage.Delta delta) {
    if (held == null) {
      throw new SnapshotException("a delta came, and there is nothing that it could change");
    }
    return held.with(delta);
  }

  /** How the next state is made from a message; throws SnapshotException. */
  private interface Next {
    HeldState state();
  }

  private void take(Peer peer, String version, Position position, Next next) {
    if (held != null && !position.mayReplace(held.position())) {
      refuse(peer, version, "it is older than what is in force", List.of());
      resubscribeSoon();
      return;
    }
    HeldState state;
    try {
      state = next.state();
      if (!state.snapshot().sections().getFirst().key().equals(own())) {
        throw new SnapshotException("it is not for " + options.dataPlane());
      }
    } catch (SnapshotException e) {
      refuse(peer, version, String.valueOf(e.getMessage()), List.of());
      resubscribeSoon();
      return;
    }
    switch (sink.apply(state.snapshot(), List.copyOf(state.endpoints().values()))) {
      case SnapshotSink.Outcome.Applied applied -> {
        held = state;
        refusals = List.of();
        store.save(state);
        peer.send(new PlaneMessage.Ack(version));
        tellState();
      }
      case SnapshotSink.Outcome.Refused refused ->
          refuse(peer, version, refused.reason(), refused.refusals());
    }
  }

  private void take(PushMessage.Endpoints message) {
    HeldState before = held;
    if (before == null || !message.position().mayReplace(before.position())) {
      resubscribeSoon();
      return;
    }
    HeldState after = before.with(message);
    held = after;
    sink.endpoints(
        message.changed().stream()
            .filter(set -> after.endpoints().containsKey(set.backend()))
            .toList());
    store.save(after);
  }

  private void refuse(Peer peer, String version, String reason, List<Refusal> faults) {
    LOG.error("snapshot {} from {} is refused: {}", version, peer.replica, reason);
    refusals = faults;
    peer.send(new PlaneMessage.Nack(version, reason, faults));
    if (!faults.isEmpty()) {
      tellState();
    }
  }

  /** Asks again from what is held, but not in a hot loop: the replica may need time to catch up. */
  private void resubscribeSoon() {
    if (resubscribing) {
      return;
    }
    resubscribing = true;
    loop.schedule(
        () -> {
          resubscribing = false;
          if (active != null) {
            active.send(new PlaneMessage.Subscribe(asHeld()));
          }
        },
        RESUBSCRIBE_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  private PlaneMessage state() {
    return new PlaneMessage.State(asHeld(), refusals, draining);
  }

  private void tellState() {
    PlaneMessage state = state();
    for (Peer peer : peers.values()) {
      if (peer.welcomed) {
        peer.send(state);
      }
    }
  }

  /** One operator replica, connected or waiting to be. */
  private final class Peer implements ReplicaStream.Events {
    private final Replica replica;
    private final Backoff backoff = new Backoff();
    private @Nullable ReplicaStream stream;
    private boolean welcomed;
    private boolean leads;
    private boolean stopped;

    private Peer(Replica replica) {
      this.replica = replica;
    }

    private void connect() {
      if (!stopped) {
        stream = ReplicaStream.connect(replica, options, this);
      }
    }

    private void stop(String cause) {
      stopped = true;
      if (stream != null) {
        stream.abort(cause);
      }
    }

    private void send(PlaneMessage message) {
      if (stream != null) {
        stream.send(message);
      }
    }

    @Override
    public void opened(ReplicaStream opened) {
      ObjectKey plane = options.dataPlane();
      opened.send(new PlaneMessage.Hello(plane, options.instance(), options.release()));
    }

    @Override
    public void received(ReplicaStream from, PushMessage message) {
      post(
          () -> {
            if (from == stream) {
              PushSource.this.received(this, message);
            }
          });
    }

    @Override
    public void ended(ReplicaStream from, String cause) {
      post(
          () -> {
            if (stream != null && from != stream) {
              return;
            }
            stream = null;
            boolean spoke = welcomed;
            welcomed = false;
            leads = false;
            if (stopped) {
              peers.remove(replica, this);
            } else {
              long wait = backoff.next();
              if (spoke) {
                LOG.warn("stream to {} ended, next try in {} ms: {}", replica, wait, cause);
              } else {
                LOG.warn("no stream to {}, next try in {} ms: {}", replica, wait, cause);
              }
              loop.schedule(() -> post(this::connect), wait, TimeUnit.MILLISECONDS);
            }
            if (active == this) {
              active = null;
              choose();
            }
          });
    }
  }
}
