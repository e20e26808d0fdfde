package dev.sluice.dataplane.source;

import static dev.sluice.dataplane.source.Snapshots.answering;
import static dev.sluice.dataplane.source.Snapshots.at;
import static dev.sluice.dataplane.source.Snapshots.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.limit.quota.Quotas;
import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.upstream.RefusingPort;
import dev.sluice.snapshot.BackendState;
import dev.sluice.snapshot.BreakerState;
import dev.sluice.snapshot.CounterReset;
import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.Held;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.ProviderState;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.PushProtocol;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import dev.sluice.snapshot.StoreState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PushSourceTest {
  private static final String NAME = "config.sluice-system.svc";
  private static final TestAuthority AUTHORITY = new TestAuthority("operator");
  private static final SSLContext SERVING = AUTHORITY.client(AUTHORITY.issue(NAME));

  @TempDir Path directory;
  private final RecordingSink sink = new RecordingSink();
  private final List<AutoCloseable> open = new ArrayList<>();
  private volatile List<BackendState> backends = List.of();
  private volatile List<ProviderState> providers = List.of();
  private volatile StoreState shared = StoreState.NONE;
  private final Quotas quotas = new Quotas();
  private Path token;
  private Path authorities;

  @SuppressWarnings("NullAway.Init") // JUnit calls prepare before each test.
  PushSourceTest() {}

  @BeforeEach
  void prepare() throws Exception {
    token = Files.writeString(directory.resolve("token"), "first\n");
    authorities = Files.writeString(directory.resolve("ca.crt"), AUTHORITY.pem());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private ScriptedOperator operator(boolean leader) {
    ScriptedOperator operator = ScriptedOperator.start(SERVING, leader);
    open.add(operator);
    return operator;
  }

  private PushSource source(String serverName, ScriptedOperator... operators) throws Exception {
    return source(serverName, Arrays.stream(operators).mapToInt(ScriptedOperator::port).toArray());
  }

  private PushSource source(String serverName, int... ports) throws Exception {
    List<String> services = Arrays.stream(ports).mapToObj(port -> "127.0.0.1:" + port).toList();
    LastGoodStore store = LastGoodStore.open(directory.resolve("state"));
    open.add(store);
    PushSource source =
        PushSource.start(
            new PushOptions(
                Snapshots.PLANE, "pod-1", "test", services, serverName, authorities, token),
            sink,
            new Wellbeing(() -> backends, () -> providers, () -> shared),
            quotas,
            store,
            Optional.of(new KeptByOperator(directory.resolve("kept"))));
    open.add(source);
    return source;
  }

  private void awaitApplied(EncodedSnapshot... snapshots) {
    List<String> versions = List.of(snapshots).stream().map(EncodedSnapshot::version).toList();
    await().atMost(Duration.ofSeconds(30)).until(() -> sink.applied.equals(versions));
  }

  @Test
  void aFullSnapshotIsAppliedAcknowledgedAndToldAsState() throws Exception {
    ScriptedOperator operator = operator(true);
    source(NAME, operator);
    PlaneMessage.Hello hello = operator.hear(PlaneMessage.Hello.class);
    assertThat(hello).isEqualTo(new PlaneMessage.Hello(Snapshots.PLANE, "pod-1", "test"));
    assertThat(operator.hear(PlaneMessage.Subscribe.class).held()).isEqualTo(new Held.Nothing());
    EncodedSnapshot snapshot = answering(200);
    operator.say(full(snapshot, at(5)));
    assertThat(operator.hear(PlaneMessage.Ack.class).version()).isEqualTo(snapshot.version());
    assertThat(operator.hear(PlaneMessage.State.class).held())
        .isEqualTo(new Held.Configuration(snapshot.version(), at(5)));
    awaitApplied(snapshot);
    assertThat(operator.authorizations()).containsExactly("Bearer first");
  }

  @Test
  void aResetOfASharedLimitGoesToTheOperatorAndComesFromAny() throws Exception {
    CounterReset reset = new CounterReset(new ObjectKey("shop", "p"), "l", List.of("alice"));
    BlockingQueue<CounterReset> heard = new LinkedBlockingQueue<>();
    quotas.resets().here(heard::add);
    ScriptedOperator leader = operator(true);
    ScriptedOperator follower = operator(false);
    source(NAME, leader, follower);
    leader.hear(PlaneMessage.Subscribe.class);
    follower.hear(PlaneMessage.State.class);
    assertThat(quotas.resets().tell(reset)).isTrue();
    assertThat(leader.hear(PlaneMessage.Reset.class).what()).isEqualTo(reset);
    assertThat(reset.toString()).isEqualTo("shop/p/l");
    follower.say(new PushMessage.Reset(reset));
    assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(reset);
  }

  @Test
  void aFirstStartWithoutAnOperatorServesWhatTheOperatorKeeps() throws Exception {
    KeptByOperatorTest.keep(Files.createDirectory(directory.resolve("kept")), "a", 1, 205, 200);
    ScriptedOperator operator = operator(true);
    source(NAME, operator);
    awaitApplied(answering(205));
    assertThat(operator.hear(PlaneMessage.Subscribe.class).held())
        .isEqualTo(new Held.Configuration(answering(205).version(), at(205)));
    operator.say(full(answering(204), at(204)));
    assertThat(operator.hear(PlaneMessage.Nack.class).reason()).contains("older");
    operator.say(full(answering(206), at(206)));
    awaitApplied(answering(205), answering(206));
  }

  @Test
  void theOwnDiskComesBeforeWhatTheOperatorKeeps() throws Exception {
    KeptByOperatorTest.keep(Files.createDirectory(directory.resolve("kept")), "a", 1, 205, 200);
    try (LastGoodStore store = LastGoodStore.open(directory.resolve("state"))) {
      store.save(new KeptState(HeldState.of(full(answering(201), at(201))), Optional.empty()));
    }
    source(NAME, operator(true));
    awaitApplied(answering(201));
  }

  @Test
  void aDeltaLeadsFromTheHeldVersionToTheNext() throws Exception {
    ScriptedOperator operator = operator(true);
    source(NAME, operator);
    operator.hear(PlaneMessage.Subscribe.class);
    operator.say(full(answering(200), at(5)));
    operator.hear(PlaneMessage.Ack.class);
    operator.say(new PushMessage.Delta(at(6), answering(201).deltaFrom(answering(200)), List.of()));
    assertThat(operator.hear(PlaneMessage.Ack.class).version()).isEqualTo(answering(201).version());
    awaitApplied(answering(200), answering(201));
  }

  @Test
  void aDeltaFromAnotherVersionIsRefusedAndAskedForAgain() throws Exception {
    ScriptedOperator operator = operator(true);
    source(NAME, operator);
    operator.hear(PlaneMessage.Subscribe.class);
    operator.say(full(answering(200), at(5)));
    operator.hear(PlaneMessage.Ack.class);
    operator.say(new PushMessage.Delta(at(6), answering(203).deltaFrom(answering(202)), List.of()));
    assertThat(operator.hear(PlaneMessage.Nack.class).version())
        .isEqualTo(answering(203).version());
    assertThat(operator.hear(PlaneMessage.Subscribe.class).held())
        .isEqualTo(new Held.Configuration(answering(200).version(), at(5)));
    awaitApplied(answering(200));
  }

  @Test
  void aSnapshotThatDoesNotHashToItsVersionIsRefused() throws Exception {
    ScriptedOperator operator = operator(true);
    source(NAME, operator);
    operator.hear(PlaneMessage.Subscribe.class);
    EncodedSnapshot good = answering(200);
    List<EncodedSection> fewer = good.sections().subList(0, 2);
    operator.say(new PushMessage.FullSnapshot(at(5), good.version(), fewer, List.of()));
    PlaneMessage.Nack nack = operator.hear(PlaneMessage.Nack.class);
    assertThat(nack.version()).isEqualTo(good.version());
    assertThat(nack.reason()).contains("hashes to");
    assertThat(sink.applied).isEmpty();
  }

  @Test
  void aSnapshotOfAnotherDataPlaneIsRefused() throws Exception {
    ScriptedOperator operator = operator(true);
    LastGoodStore store = LastGoodStore.open(directory.resolve("state"));
    open.add(store);
    open.add(
        PushSource.start(
            new PushOptions(
                new ObjectKey("other", "plane"),
                "pod-1",
                "test",
                List.of("127.0.0.1:" + operator.port()),
                NAME,
                authorities,
                token),
            sink,
            new Wellbeing(List::of, List::of, () -> StoreState.NONE),
            new Quotas(),
            store,
            Optional.empty()));
    operator.hear(PlaneMessage.Subscribe.class);
    operator.say(full(answering(200), at(5)));
    assertThat(operator.hear(PlaneMessage.Nack.class).reason()).contains("other/plane");
    assertThat(sink.applied).isEmpty();
  }

  private static BackendState backend(String name, BreakerState breaker) {
    return new BackendState(
        new ObjectKey("shop", name), List.of(new Endpoint("10.0.0.1", 80)), List.of(), breaker);
  }

  @Test
  void theStateOfBackendsIsToldInFullAndThenByDifferences() throws Exception {
    BackendState orders = backend("orders", BreakerState.CLOSED);
    BackendState open = backend("orders", BreakerState.OPEN);
    BackendState users = backend("users", BreakerState.NONE);
    backends = List.of(orders, users);
    ScriptedOperator operator = operator(true);
    source(NAME, operator);
    assertThat(operator.hear(PlaneMessage.Backends.class))
        .isEqualTo(new PlaneMessage.Backends(true, List.of(orders, users)));
    backends = List.of(open, users);
    // There may be one more of what was before.
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> operator.hear(PlaneMessage.Backends.class).states().contains(open));
    backends = List.of(open);
    assertThat(operator.hear(PlaneMessage.Backends.class))
        .isEqualTo(new PlaneMessage.Backends(true, List.of(open)));
  }

  @Test
  void howProvidersDoIsToldAtOnceAndWhenItChanges() throws Exception {
    ProviderState fresh = new ProviderState("idp", ProviderState.Keys.FRESH, "");
    ProviderState missing = new ProviderState("idp", ProviderState.Keys.MISSING, "no keys");
    providers = List.of(fresh);
    ScriptedOperator operator = operator(true);
    source(NAME, operator);
    assertThat(operator.hear(PlaneMessage.Providers.class).states()).containsExactly(fresh);
    providers = List.of(missing);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> operator.hear(PlaneMessage.Providers.class).states().equals(List.of(missing)));
  }

  @Test
  void whetherTheStoreAnswersIsToldAtOnceAndWhenItChanges() throws Exception {
    StoreState connected = new StoreState(StoreState.Answers.CONNECTED, 5, "");
    StoreState gone = new StoreState(StoreState.Answers.UNAVAILABLE, 9, "no connection");
    shared = connected;
    ScriptedOperator operator = operator(true);
    source(NAME, operator);
    assertThat(operator.hear(PlaneMessage.Store.class).state()).isEqualTo(connected);
    shared = gone;
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> operator.hear(PlaneMessage.Store.class).state().equals(gone));
  }

  @Test
  void anOperatorOfTheReleaseBeforeHearsNothingOfProviders() throws Exception {
    providers = List.of(new ProviderState("idp", ProviderState.Keys.FRESH, ""));
    ScriptedOperator operator = ScriptedOperator.speaking(PushProtocol.V3, SERVING, true);
    open.add(operator);
    source(NAME, operator);
    operator.hear(PlaneMessage.Backends.class);
    operator.say(full(answering(200), at(5)));
    operator.hear(PlaneMessage.Ack.class);
    assertThat(operator.heardNothingOf(PlaneMessage.Providers.class)).isTrue();
  }

  @Test
  void anOperatorOfTheReleaseBeforeHearsNothingOfDemand() throws Exception {
    ScriptedOperator operator = ScriptedOperator.speaking(PushProtocol.V4, SERVING, true);
    open.add(operator);
    source(NAME, operator);
    operator.hear(PlaneMessage.Providers.class);
    operator.say(full(answering(200), at(5)));
    operator.hear(PlaneMessage.Ack.class);
    assertThat(operator.heardNothingOf(PlaneMessage.Demands.class)).isTrue();
    assertThat(operator.heardNothingOf(PlaneMessage.Store.class)).isTrue();
  }

  @Test
  void demandIsToldAndTheAnswerHeard() throws Exception {
    ScriptedOperator operator = operator(true);
    source(NAME, operator);
    PlaneMessage.Demands first = operator.hear(PlaneMessage.Demands.class);
    assertThat(first.replicas()).isZero();
    operator.say(new PushMessage.Shares(3, 1, first.number(), 2, 1, true, 60_000, List.of()));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(operator.hear(PlaneMessage.Demands.class))
                    .extracting(PlaneMessage.Demands::heardTerm, PlaneMessage.Demands::replicas)
                    .containsExactly(3L, 2));
  }

  @Test
  void anOperatorOfAnEarlierReleaseHearsNothingOfBackends() throws Exception {
    backends = List.of(backend("orders", BreakerState.CLOSED));
    ScriptedOperator operator = ScriptedOperator.speaking(PushProtocol.V2, SERVING, true);
    open.add(operator);
    source(NAME, operator);
    operator.hear(PlaneMessage.Subscribe.class);
    operator.say(full(answering(200), at(5)));
    operator.hear(PlaneMessage.Ack.class);
    backends = List.of();
    operator.say(full(answering(201), at(6)));
    operator.hear(PlaneMessage.Ack.class);
    assertThat(operator.heardNothingOf(PlaneMessage.Backends.class)).isTrue();
  }

  @Test
  void anOlderStateNeverReplacesANewerOne() throws Exception {
    ScriptedOperator operator = operator(true);
    source(NAME, operator);
    operator.hear(PlaneMessage.Subscribe.class);
    operator.say(full(answering(200), at(5)));
    operator.hear(PlaneMessage.Ack.class);
    operator.say(full(answering(201), at(4)));
    assertThat(operator.hear(PlaneMessage.Nack.class).reason()).contains("older");
    operator.hear(PlaneMessage.Subscribe.class);
    operator.say(full(answering(202), at(6)));
    assertThat(operator.hear(PlaneMessage.Ack.class).version()).isEqualTo(answering(202).version());
    awaitApplied(answering(200), answering(202));
  }

  @Test
  void whatTheDataPlaneCannotBuildIsRefusedWithTheSectionsAtFault() throws Exception {
    ScriptedOperator operator = operator(true);
    source(NAME, operator);
    operator.hear(PlaneMessage.Subscribe.class);
    Refusal fault =
        new Refusal(new SectionKey(SectionKind.ROUTE, new ObjectKey("shop", "r")), "no such thing");
    sink.answer.set(new SnapshotSink.Outcome.Refused("one section", List.of(fault)));
    operator.say(full(answering(200), at(5)));
    assertThat(operator.hear(PlaneMessage.Nack.class).refusals()).containsExactly(fault);
    assertThat(operator.hear(PlaneMessage.State.class))
        .isEqualTo(new PlaneMessage.State(new Held.Nothing(), List.of(fault), false));
  }

  @Test
  void endpointsChangeWithoutANewVersion() throws Exception {
    ScriptedOperator operator = operator(true);
    source(NAME, operator);
    operator.hear(PlaneMessage.Subscribe.class);
    operator.say(full(answering(200), at(5)));
    operator.hear(PlaneMessage.Ack.class);
    EndpointSet moved = Snapshots.endpoints("10.0.0.2");
    EndpointSet foreign = EndpointSet.of(new ObjectKey("x", "y"), List.of());
    operator.say(new PushMessage.Endpoints(at(5), List.of(moved, foreign)));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(sink.endpoints).containsExactly(Snapshots.endpoints("10.0.0.1"), moved));
  }

  @Test
  void configurationComesFromTheLeaderAndFromAnotherWhenItDies() throws Exception {
    ScriptedOperator follower = operator(false);
    ScriptedOperator leader = operator(true);
    source(NAME, follower, leader);
    leader.hear(PlaneMessage.Subscribe.class);
    leader.say(full(answering(200), at(5)));
    leader.hear(PlaneMessage.Ack.class);
    PlaneMessage.State told = follower.hear(PlaneMessage.State.class);
    while (told.held() instanceof Held.Nothing) {
      told = follower.hear(PlaneMessage.State.class);
    }
    assertThat(told.held()).isEqualTo(new Held.Configuration(answering(200).version(), at(5)));
    leader.close();
    PlaneMessage.Subscribe again = follower.hear(PlaneMessage.Subscribe.class);
    while (again.held() instanceof Held.Nothing) {
      again = follower.hear(PlaneMessage.Subscribe.class);
    }
    follower.say(full(answering(201), at(6)));
    awaitApplied(answering(200), answering(201));
  }

  @Test
  void aReplicaThatDoesNotSupplyIsNotListenedTo() throws Exception {
    ScriptedOperator leader = operator(true);
    ScriptedOperator follower = operator(false);
    source(NAME, leader, follower);
    leader.hear(PlaneMessage.Subscribe.class);
    follower.hear(PlaneMessage.State.class);
    follower.say(full(answering(500), at(9)));
    leader.say(full(answering(200), at(5)));
    awaitApplied(answering(200));
    assertThat(follower.heardNothingOf(PlaneMessage.Ack.class)).isTrue();
  }

  @Test
  void aBrokenStreamIsMadeAgainWithTheTokenThatIsThereThen() throws Exception {
    ScriptedOperator operator = operator(true);
    source(NAME, operator);
    operator.hear(PlaneMessage.Subscribe.class);
    operator.say(full(answering(200), at(5)));
    operator.hear(PlaneMessage.Ack.class);
    Files.writeString(token, "second");
    operator.dropConnections();
    assertThat(operator.hear(PlaneMessage.Subscribe.class).held())
        .isEqualTo(new Held.Configuration(answering(200).version(), at(5)));
    assertThat(operator.authorizations()).containsExactly("Bearer first", "Bearer second");
  }

  @Test
  void aRestartServesTheLastGoodStateWithTheOperatorAway() throws Exception {
    try (LastGoodStore store = LastGoodStore.open(directory.resolve("state"))) {
      store.save(new KeptState(HeldState.of(full(answering(200), at(5))), Optional.empty()));
    }
    RefusingPort gone = new RefusingPort();
    open.add(gone);
    source(NAME, gone.port());
    awaitApplied(answering(200));
    ScriptedOperator back = ScriptedOperator.startAt(gone.port(), SERVING, true);
    open.add(back);
    assertThat(back.hear(PlaneMessage.Subscribe.class).held())
        .isEqualTo(new Held.Configuration(answering(200).version(), at(5)));
  }

  @Test
  void aRestartKnowsWhatWasRefusedSince() throws Exception {
    ScriptedOperator operator = operator(true);
    PushSource first = source(NAME, operator);
    operator.hear(PlaneMessage.Subscribe.class);
    operator.say(full(answering(200), at(5)));
    operator.hear(PlaneMessage.Ack.class);
    sink.answer.set(new SnapshotSink.Outcome.Refused("all of it", List.of()));
    operator.say(full(answering(201), at(6)));
    operator.hear(PlaneMessage.Nack.class);
    operator.say(new PushMessage.Endpoints(at(7), List.of(Snapshots.endpoints("10.0.0.3"))));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> sink.endpoints.contains(Snapshots.endpoints("10.0.0.3")));
    first.close();
    open.get(open.indexOf(first) - 1).close();
    sink.answer.set(new SnapshotSink.Outcome.Applied());
    RefusingPort gone = new RefusingPort();
    open.add(gone);
    source(NAME, gone.port());
    awaitApplied(answering(200), answering(200));
    assertThat(sink.refused)
        .containsExactly(HeldState.of(full(answering(201), at(6))).credentials().version());
  }

  @Test
  void anOperatorWhoseCertificateHasAnotherNameIsNotTrusted() throws Exception {
    ScriptedOperator operator = operator(true);
    source("another.name.svc", operator);
    ScriptedOperator trusted = operator(true);
    source(NAME, trusted);
    trusted.hear(PlaneMessage.Subscribe.class);
    assertThat(operator.authorizations()).isEmpty();
  }

  @Test
  void drainingIsTold() throws Exception {
    ScriptedOperator operator = operator(true);
    PushSource source = source(NAME, operator);
    operator.hear(PlaneMessage.Subscribe.class);
    source.draining();
    PlaneMessage.State state = operator.hear(PlaneMessage.State.class);
    while (!state.draining()) {
      state = operator.hear(PlaneMessage.State.class);
    }
    assertThat(state.held()).isEqualTo(new Held.Nothing());
  }
}
