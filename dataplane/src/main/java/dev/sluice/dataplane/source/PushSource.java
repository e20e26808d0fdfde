package dev.sluice.dataplane.source;

import dev.sluice.dataplane.limit.quota.Quotas;
import dev.sluice.snapshot.CounterReset;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Held;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.Position;
import dev.sluice.snapshot.ProviderState;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import dev.sluice.snapshot.SnapshotException;
import dev.sluice.snapshot.StoreState;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configuration by push: what comes from the operator is checked (hashes, {@link Position}) before
 * it is built, and what cannot be used leaves everything as it is. The own state, and that of the
 * backends, is told to every operator replica.
 *
 * <p>All decisions are made on one thread, which also builds and swaps ({@link SnapshotSink}); it
 * is never an I/O thread.
 */
public final class PushSource implements AutoCloseable, Peers.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(PushSource.class);
  private static final long RESUBSCRIBE_MILLIS = 1_000;
  private static final long NEWS_MILLIS = 1_000;

  private final PushOptions options;
  private final SnapshotSink sink;
  private final LastGoodStore store;
  private final Optional<KeptByOperator> kept;
  private final BackendNews backends;
  private final Supplier<List<ProviderState>> providers;
  private final Supplier<StoreState> shared;
  private final Sharing sharing;
  private final SourceLoop loop = new SourceLoop();
  private final Peers peers;

  // Touched on the loop only.
  private @Nullable HeldState held;
  private Optional<EncodedSnapshot> refused = Optional.empty();
  private List<Refusal> refusals = List.of();
  private List<ProviderState> toldOfProviders = List.of();
  private StoreState toldOfStore = StoreState.NONE;
  private boolean draining;
  private boolean resubscribing;

  private PushSource(
      PushOptions options,
      SnapshotSink sink,
      Wellbeing wellbeing,
      Quotas quotas,
      LastGoodStore store,
      Optional<KeptByOperator> kept) {
    this.options = options;
    this.sink = sink;
    this.backends = new BackendNews(wellbeing.backends());
    this.providers = wellbeing.providers();
    this.shared = wellbeing.store();
    this.sharing = new Sharing(quotas, store);
    this.store = store;
    this.kept = kept;
    this.peers = new Peers(options, loop, () -> new PlaneMessage.Subscribe(asHeld()), this);
  }

  /**
   * Serves the last good snapshot, if there is one, and then connects. Returns at once.
   *
   * @param quotas what is reported of limits that all replicas share, and hears the answer
   * @param store on this data plane's own disk
   * @param kept for the first start, when there is nothing on the disk
   */
  public static PushSource start(
      PushOptions options,
      SnapshotSink sink,
      Wellbeing wellbeing,
      Quotas quotas,
      LastGoodStore store,
      Optional<KeptByOperator> kept) {
    PushSource source = new PushSource(options, sink, wellbeing, quotas, store, kept);
    quotas.resets().through(source::carry);
    source.loop.post(source::restore);
    source.peers.start();
    source.loop.every(NEWS_MILLIS, source::tellNews);
    return source;
  }

  private void tellNews() {
    backends.since().ifPresent(peers::tellAll);
    List<ProviderState> now = providers.get();
    if (!now.equals(toldOfProviders)) {
      toldOfProviders = now;
      peers.tellAll(new PlaneMessage.Providers(now));
    }
    StoreState answers = shared.get();
    if (!answers.equals(toldOfStore)) {
      toldOfStore = answers;
      peers.tellAll(new PlaneMessage.Store(answers));
    }
    tellDemands();
  }

  /** One operator only: two that handed out would hand out twice. */
  private void tellDemands() {
    peers.tellActive(sharing.demands());
  }

  private boolean carry(CounterReset reset) {
    PlaneMessage message = new PlaneMessage.Reset(reset);
    boolean heard = peers.activeHears(message);
    loop.post(() -> peers.tellActive(message));
    return heard;
  }

  /** Tells the operator that this data plane takes no new work. */
  public void draining() {
    loop.post(
        () -> {
          draining = true;
          peers.tellAll(state());
        });
  }

  @Override
  public void close() {
    peers.close();
    loop.post(loop::close);
  }

  private void restore() {
    // What it served itself is nearer to what clients saw than what the operator keeps for all.
    sharing.restore();
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
    SectionKey first = state.snapshot().sections().getFirst().key();
    if (!first.equals(own())) {
      LOG.error(
          "{} belongs to {}, this is {}; not used", what, first.object(), options.dataPlane());
      return false;
    }
    Optional<EncodedSnapshot> since = store.refusedAfter(state);
    return switch (sink.apply(state.snapshot(), List.copyOf(state.endpoints().values()), since)) {
      case SnapshotSink.Outcome.Applied applied -> {
        held = state;
        refused = since;
        LOG.info("serving {}, {}", what, state.snapshot().version());
        yield true;
      }
      case SnapshotSink.Outcome.Refused now -> {
        LOG.error("{} cannot be used: {}", what, now.reason());
        yield false;
      }
    };
  }

  private SectionKey own() {
    return new SectionKey(SectionKind.GATEWAY, options.dataPlane());
  }

  private Held asHeld() {
    return held == null ? new Held.Nothing() : held.asHeld();
  }

  private PlaneMessage state() {
    return new PlaneMessage.State(asHeld(), refusals, draining);
  }

  @Override
  public void welcomed(Peer peer) {
    sharing.welcomed(peer);
    // Before the first state: what is not known by then counts as nothing that could be told.
    peer.send(new PlaneMessage.Store(shared.get()));
    peer.send(state());
    peer.send(backends.everything());
    peer.send(new PlaneMessage.Providers(providers.get()));
    // Once it is chosen whom to follow: a newcomer has no share before.
    loop.post(this::tellDemands);
  }

  @Override
  public void received(Peer peer, PushMessage message) {
    switch (message) {
      case PushMessage.Welcome welcome -> {}
      case PushMessage.FullSnapshot full ->
          take(peer, full.version(), full.position(), () -> HeldState.of(full));
      case PushMessage.Delta delta ->
          take(peer, delta.delta().to(), delta.position(), () -> following(delta));
      case PushMessage.Endpoints endpoints -> take(endpoints);
      case PushMessage.Shares shares -> sharing.take(peer, shares);
      case PushMessage.Reset reset -> sharing.forget(reset.what());
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
    switch (sink.apply(
        state.snapshot(), List.copyOf(state.endpoints().values()), Optional.empty())) {
      case SnapshotSink.Outcome.Applied applied -> {
        held = state;
        refused = Optional.empty();
        refusals = List.of();
        store.save(new KeptState(state, refused));
        peer.send(new PlaneMessage.Ack(version));
        peers.tellAll(state());
      }
      case SnapshotSink.Outcome.Refused now -> {
        HeldState before = held;
        if (before != null) {
          refused = Optional.of(state.credentials());
          store.save(new KeptState(before, refused));
        }
        refuse(peer, version, now.reason(), now.refusals());
      }
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
    store.save(new KeptState(after, refused));
  }

  private void refuse(Peer peer, String version, String reason, List<Refusal> faults) {
    LOG.error("snapshot {} from {} is refused: {}", version, peer, reason);
    refusals = faults;
    peer.send(new PlaneMessage.Nack(version, reason, faults));
    if (!faults.isEmpty()) {
      peers.tellAll(state());
    }
  }

  /** Asks again from what is held, but not in a hot loop: the replica may need time to catch up. */
  private void resubscribeSoon() {
    if (resubscribing) {
      return;
    }
    resubscribing = true;
    loop.after(
        RESUBSCRIBE_MILLIS,
        () -> {
          resubscribing = false;
          peers.subscribe();
        });
  }
}
