package dev.sluice.operator.publish;

import dev.sluice.snapshot.BackendState;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.Held;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.Position;
import dev.sluice.snapshot.ProviderState;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.PushProtocol;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.Section;
import dev.sluice.snapshot.SnapshotCodec;
import dev.sluice.snapshot.StoreState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Behaves as a data plane does, without traffic: takes what is pushed, checks its hash, answers Ack
 * or Nack, and tells its state.
 */
public final class ServingPlane implements AutoCloseable {
  private final FakePlane plane;
  private final Function<Section, Optional<String>> judge;
  private final Map<ObjectKey, EndpointSet> endpoints = new ConcurrentHashMap<>();
  private final List<PushMessage> received = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile @Nullable EncodedSnapshot held;
  private volatile PushMessage.@Nullable Welcome welcome;
  private volatile Position position = Position.START;
  private volatile boolean closed;

  private ServingPlane(FakePlane plane, Function<Section, Optional<String>> judge) {
    this.plane = plane;
    this.judge = judge;
    this.thread = Thread.ofPlatform().daemon().unstarted(this::run);
  }

  /**
   * @param judge the reason for which a section is refused, if it is
   */
  public static ServingPlane join(
      int port,
      String bundle,
      String token,
      ObjectKey dataPlane,
      String instance,
      Function<Section, Optional<String>> judge) {
    FakePlane plane =
        FakePlane.connect(port, bundle, token, PushProtocol.V5, PushProtocol.V4)
            .hello(dataPlane, instance)
            .send(new PlaneMessage.Subscribe(new Held.Nothing()));
    ServingPlane serving = new ServingPlane(plane, judge);
    serving.thread.start();
    return serving;
  }

  public String version() {
    EncodedSnapshot snapshot = held;
    return snapshot == null ? "" : snapshot.version();
  }

  public Map<ObjectKey, EndpointSet> endpoints() {
    return endpoints;
  }

  public Position position() {
    return position;
  }

  public boolean seesLeader() {
    PushMessage.Welcome last = welcome;
    return last != null && last.leader();
  }

  /** Everything but Welcomes. */
  public List<PushMessage> received() {
    return received;
  }

  /** Names of the routes that it serves. */
  public List<String> routes() {
    EncodedSnapshot snapshot = held;
    return snapshot == null
        ? List.of()
        : SnapshotCodec.decode(snapshot).routes().stream().map(r -> r.route().name()).toList();
  }

  /** The policies of limits that it holds, each {@code policy/limit=AMOUNT at TARGETS}. */
  public List<String> limits() {
    EncodedSnapshot snapshot = held;
    return snapshot == null
        ? List.of()
        : SnapshotCodec.decode(snapshot).limits().stream()
            .flatMap(
                policy ->
                    policy.limits().stream()
                        .map(
                            limit ->
                                policy.policy().name()
                                    + "/"
                                    + limit.name()
                                    + "="
                                    + (limit.allowance() instanceof RateLimit.Allowance.Rate rate
                                        ? rate.usual().requests()
                                        : "")
                                    + " at "
                                    + policy.targets().size()))
            .toList();
  }

  /** Names of the Secrets whose API keys it holds. */
  public List<String> apiKeys() {
    EncodedSnapshot snapshot = held;
    return snapshot == null
        ? List.of()
        : SnapshotCodec.decode(snapshot).secrets().stream()
            .filter(SecretSection.ApiKey.class::isInstance)
            .map(section -> section.secret().name())
            .toList();
  }

  /** Networks of the lists that it holds, of all regions. */
  public List<String> networks() {
    EncodedSnapshot snapshot = held;
    return snapshot == null
        ? List.of()
        : SnapshotCodec.decode(snapshot).feeds().stream()
            .flatMap(feed -> feed.networks().values().stream())
            .flatMap(List::stream)
            .toList();
  }

  /** The entries of credentials that it holds, each {@code secret/key=value}. */
  public List<String> credentials() {
    EncodedSnapshot snapshot = held;
    List<String> all = new ArrayList<>();
    if (snapshot != null) {
      for (SecretSection section : SnapshotCodec.decode(snapshot).secrets()) {
        if (section instanceof SecretSection.Credential credential) {
          credential
              .values()
              .forEach(
                  (key, text) -> all.add(section.secret().name() + "/" + key + "=" + text.value()));
        }
      }
    }
    return all;
  }

  /** Says how backends do, as a data plane does after each Welcome and when it changes. */
  public void tell(BackendState... states) {
    plane.send(new PlaneMessage.Backends(false, List.of(states)));
  }

  /** Says how providers do that fetch keys. */
  public void tell(ProviderState... states) {
    plane.send(new PlaneMessage.Providers(List.of(states)));
  }

  /** Says whether the store of limits answers. */
  public void tell(StoreState state) {
    plane.send(new PlaneMessage.Store(state));
  }

  private void run() {
    try {
      while (!closed) {
        PushMessage message = plane.poll(Duration.ofMillis(100));
        if (message != null) {
          handle(message);
        }
      }
    } catch (RuntimeException e) {
      if (!closed) {
        throw e;
      }
    }
  }

  private void handle(PushMessage message) {
    switch (message) {
      case PushMessage.Welcome now -> welcome = now;
      case PushMessage.Shares shares -> {}
      case PushMessage.Reset reset -> {}
      case PushMessage.FullSnapshot full -> {
        received.add(full);
        take(
            SnapshotCodec.assemble(full.version(), full.sections()),
            full.endpoints(),
            full.position());
      }
      case PushMessage.Delta delta -> {
        received.add(delta);
        EncodedSnapshot before = held;
        if (before == null) {
          plane.send(new PlaneMessage.Nack(delta.delta().to(), "nothing held", List.of()));
        } else {
          take(before.apply(delta.delta()), delta.endpoints(), delta.position());
        }
      }
      case PushMessage.Endpoints changed -> {
        received.add(changed);
        changed.changed().forEach(set -> endpoints.put(set.backend(), set));
        position = changed.position();
      }
    }
  }

  private void take(EncodedSnapshot snapshot, List<EndpointSet> sets, Position at) {
    List<Refusal> refusals = new ArrayList<>();
    SnapshotCodec.decode(snapshot)
        .sections()
        .forEach(
            section ->
                judge.apply(section).ifPresent(r -> refusals.add(new Refusal(section.key(), r))));
    if (refusals.isEmpty()) {
      held = snapshot;
      position = at;
      sets.forEach(set -> endpoints.put(set.backend(), set));
      plane.send(new PlaneMessage.Ack(snapshot.version()));
      plane.send(
          new PlaneMessage.State(new Held.Configuration(snapshot.version(), at), List.of(), false));
    } else {
      plane.send(new PlaneMessage.Nack(snapshot.version(), "cannot build", refusals));
    }
  }

  @Override
  public void close() {
    closed = true;
    plane.close();
  }
}
