package dev.sluice.operator.publish;

import static dev.sluice.operator.publish.Snapshots.PLANE;
import static dev.sluice.operator.publish.Snapshots.publication;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.operator.certificate.TestCertificates;
import dev.sluice.snapshot.CounterReset;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Held;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.Position;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.PushProtocol;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.SnapshotCodec;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole exchange over real TLS and WebSocket; only the API server's word is a stand-in. */
final class PushServerTest {
  private static final TestCertificates CERTIFICATES = TestCertificates.create();

  private final Publisher publisher = new Publisher();
  private final PlaneStates states = new PlaneStates();
  private final PushServer server =
      new PushServer(
              PushServerTest::judge,
              publisher,
              states,
              new Standing("operator-0", true, 7),
              PushEvents.NONE)
          .start("127.0.0.1", 0, CERTIFICATES.context());

  @AfterEach
  void stop() {
    server.close();
  }

  /** Tokens say whose they are: {@code namespace/serviceaccount}. */
  private static PlaneAuthenticator.Verdict judge(String token) {
    String[] parts = token.split("/", -1);
    if (token.equals("away")) {
      return new PlaneAuthenticator.Verdict.Unavailable("no API server");
    }
    return parts.length == 2
        ? new PlaneAuthenticator.Verdict.Known(new PlaneIdentity(parts[0], parts[1]))
        : new PlaneAuthenticator.Verdict.Refused("unknown");
  }

  private FakePlane connect(String token, PushProtocol... protocols) {
    return FakePlane.connect(server.port(), CERTIFICATES.bundle(), token, protocols);
  }

  private FakePlane subscribed(Held held) {
    return connect("infra/sluice-public", PushProtocol.V2, PushProtocol.V1)
        .hello(PLANE, "pod-1")
        .send(new PlaneMessage.Subscribe(held));
  }

  private static PlaneMessage.State serving(Publication publication) {
    return new PlaneMessage.State(
        new Held.Configuration(publication.snapshot().version(), publication.position()),
        List.of(),
        false);
  }

  private static PlaneMessage.Ack ack(String version) {
    return new PlaneMessage.Ack(version);
  }

  @Test
  void aNewDataPlaneGetsTheWholeAndThenDifferences() {
    Publication first = publication(1, Map.of("a", "a.example"), "10.0.0.1");
    publisher.publish(PLANE, first);
    try (FakePlane plane = subscribed(new Held.Nothing())) {
      assertThat(plane.next(PushMessage.Welcome.class))
          .isEqualTo(new PushMessage.Welcome("operator-0", true, 7));
      PushMessage.FullSnapshot full = plane.next(PushMessage.FullSnapshot.class);
      EncodedSnapshot held = SnapshotCodec.assemble(full.version(), full.sections());
      assertThat(full.endpoints()).containsExactly(Snapshots.endpoints("10.0.0.1"));
      assertThat(full.position()).isEqualTo(first.position());
      plane.send(ack(full.version()));

      publisher.publish(
          PLANE, publication(2, Map.of("a", "a.example", "b", "b.example"), "10.0.0.1"));
      PushMessage.Delta delta = plane.next(PushMessage.Delta.class);
      assertThat(delta.delta().changed())
          .extracting(section -> section.key())
          .containsExactly(Snapshots.route("b"));
      assertThat(delta.endpoints()).isEmpty();
      assertThat(held.apply(delta.delta()).version()).isEqualTo(delta.delta().to());
    }
  }

  @Test
  void aDataPlaneThatComesBackGetsTheDifferenceToWhatItHas() {
    Publication first = publication(1, Map.of("a", "a.example"), "10.0.0.1");
    Publication second = publication(2, Map.of("a", "a2.example"), "10.0.0.2");
    publisher.publish(PLANE, first);
    publisher.publish(PLANE, second);
    try (FakePlane plane =
        subscribed(new Held.Configuration(first.snapshot().version(), first.position()))) {
      PushMessage.Delta delta = plane.next(PushMessage.Delta.class);
      assertThat(delta.delta().from()).isEqualTo(first.snapshot().version());
      assertThat(delta.endpoints()).containsExactly(Snapshots.endpoints("10.0.0.2"));
    }
  }

  @Test
  void aDataPlaneWithAnUnknownVersionGetsTheWhole() {
    publisher.publish(PLANE, publication(1, Map.of("a", "a.example"), "10.0.0.1"));
    try (FakePlane plane = subscribed(new Held.Configuration("sha256:unknown", Position.START))) {
      plane.next(PushMessage.FullSnapshot.class);
    }
  }

  @Test
  void theOlderProtocolGetsNoDeltas() {
    publisher.publish(PLANE, publication(1, Map.of("a", "a.example"), "10.0.0.1"));
    try (FakePlane plane = connect("infra/sluice-public", PushProtocol.V1)) {
      plane.hello(PLANE, "old").send(new PlaneMessage.Subscribe(new Held.Nothing()));
      plane.send(ack(plane.next(PushMessage.FullSnapshot.class).version()));
      Publication second = publication(2, Map.of("b", "b.example"), "10.0.0.1");
      publisher.publish(PLANE, second);
      assertThat(plane.next(PushMessage.FullSnapshot.class).version())
          .isEqualTo(second.snapshot().version());
    }
  }

  @Test
  void aPodThatComesIsADeltaOfItsBackendOnly() {
    publisher.publish(PLANE, publication(1, Map.of("a", "a.example"), "10.0.0.1"));
    try (FakePlane plane = subscribed(new Held.Nothing())) {
      plane.send(ack(plane.next(PushMessage.FullSnapshot.class).version()));
      publisher.publish(PLANE, publication(1, Map.of("a", "a.example"), "10.0.0.1", "10.0.0.2"));
      assertThat(plane.next(PushMessage.Endpoints.class).changed())
          .containsExactly(Snapshots.endpoints("10.0.0.1", "10.0.0.2"));
    }
  }

  @Test
  void whileOneIsInFlightOnlyTheLatestIsKept() {
    publisher.publish(PLANE, publication(1, Map.of("a", "a0.example"), "10.0.0.1"));
    try (FakePlane plane = subscribed(new Held.Nothing())) {
      String first = plane.next(PushMessage.FullSnapshot.class).version();
      for (int i = 1; i <= 50; i++) {
        publisher.publish(PLANE, publication(1 + i, Map.of("a", "a" + i + ".example"), "10.0.0.1"));
      }
      assertThat(plane.poll(Duration.ofMillis(200))).isNull();
      plane.send(ack(first));
      PushMessage.Delta delta = plane.next(PushMessage.Delta.class);
      assertThat(delta.delta().to())
          .isEqualTo(Snapshots.snapshot(Map.of("a", "a50.example")).version());
    }
  }

  @Test
  void aSlowDataPlaneHoldsUpNobody() {
    publisher.publish(PLANE, publication(1, Map.of("a", "a.example"), "10.0.0.1"));
    try (FakePlane slow = subscribed(new Held.Nothing());
        FakePlane quick = subscribed(new Held.Nothing())) {
      slow.next(PushMessage.FullSnapshot.class);
      quick.send(ack(quick.next(PushMessage.FullSnapshot.class).version()));
      publisher.publish(PLANE, publication(2, Map.of("b", "b.example"), "10.0.0.1"));
      quick.next(PushMessage.Delta.class);
    }
  }

  @Test
  void nothingOlderThanWhatIsHeldIsSentUntilThisReplicaHasCaughtUp() {
    publisher.publish(PLANE, publication(5, Map.of("a", "a.example"), "10.0.0.1"));
    try (FakePlane plane =
        subscribed(
            new Held.Configuration(
                "sha256:newer", new Position(0, 1, Map.of("gatewayroutes", 9L))))) {
      plane.next(PushMessage.Welcome.class);
      assertThat(plane.poll(Duration.ofMillis(300))).isNull();
      publisher.publish(PLANE, publication(9, Map.of("a", "a.example"), "10.0.0.1"));
      plane.next(PushMessage.FullSnapshot.class);
    }
  }

  @Test
  void aRefusedSectionKeepsItsOldFormAndTheRestGoesOn() {
    publisher.publish(
        PLANE, publication(1, Map.of("a", "a.example", "b", "b.example"), "10.0.0.1"));
    try (FakePlane plane = subscribed(new Held.Nothing())) {
      plane.send(ack(plane.next(PushMessage.FullSnapshot.class).version()));
      publisher.publish(
          PLANE, publication(2, Map.of("a", "bad.example", "b", "b2.example"), "10.0.0.1"));
      PushMessage.Delta refused = plane.next(PushMessage.Delta.class);
      plane.send(
          new PlaneMessage.Nack(
              refused.delta().to(),
              "cannot build",
              List.of(new Refusal(Snapshots.route("a"), "no such thing"))));
      PushMessage.Delta rest = plane.next(PushMessage.Delta.class);
      assertThat(rest.delta().to())
          .isEqualTo(Snapshots.snapshot(Map.of("a", "a.example", "b", "b2.example")).version());
      plane.send(ack(rest.delta().to()));
      plane.send(
          new PlaneMessage.State(
              new Held.Configuration(rest.delta().to(), rest.position()), List.of(), false));
      await()
          .untilAsserted(
              () ->
                  assertThat(states.of(PLANE))
                      .singleElement()
                      .satisfies(
                          instance ->
                              assertThat(instance.refusals())
                                  .containsExactly(
                                      new Refusal(Snapshots.route("a"), "no such thing"))));
      assertThat(publisher.find(PLANE, rest.delta().to())).isPresent();

      publisher.publish(
          PLANE, publication(3, Map.of("a", "good.example", "b", "b2.example"), "10.0.0.1"));
      PushMessage.Delta mended = plane.next(PushMessage.Delta.class);
      assertThat(mended.delta().changed())
          .extracting(section -> section.key())
          .containsExactly(Snapshots.route("a"));
      await()
          .untilAsserted(
              () ->
                  assertThat(states.of(PLANE))
                      .singleElement()
                      .satisfies(instance -> assertThat(instance.refusals()).isEmpty()));
    }
  }

  @Test
  void aNewRouteThatIsRefusedIsLeftOut() {
    publisher.publish(PLANE, publication(1, Map.of("a", "a.example", "bad", "x"), "10.0.0.1"));
    try (FakePlane plane = subscribed(new Held.Nothing())) {
      PushMessage.FullSnapshot full = plane.next(PushMessage.FullSnapshot.class);
      plane.send(
          new PlaneMessage.Nack(
              full.version(), "no", List.of(new Refusal(Snapshots.route("bad"), "bad host"))));
      assertThat(plane.next(PushMessage.FullSnapshot.class).version())
          .isEqualTo(Snapshots.snapshot(Map.of("a", "a.example")).version());
    }
  }

  @Test
  void aDeltaThatDoesNotFitIsFollowedByTheWhole() {
    publisher.publish(PLANE, publication(1, Map.of("a", "a.example"), "10.0.0.1"));
    try (FakePlane plane = subscribed(new Held.Nothing())) {
      plane.send(ack(plane.next(PushMessage.FullSnapshot.class).version()));
      publisher.publish(PLANE, publication(2, Map.of("b", "b.example"), "10.0.0.1"));
      PushMessage.Delta delta = plane.next(PushMessage.Delta.class);
      plane.send(new PlaneMessage.Nack(delta.delta().to(), "hash does not match", List.of()));
      assertThat(plane.next(PushMessage.FullSnapshot.class).version())
          .isEqualTo(delta.delta().to());
    }
  }

  @Test
  void leadershipIsToldAtOnce() {
    try (FakePlane plane = subscribed(new Held.Nothing())) {
      plane.next(PushMessage.Welcome.class);
      server.standing(new Standing("operator-0", false, 8));
      assertThat(plane.next(PushMessage.Welcome.class))
          .isEqualTo(new PushMessage.Welcome("operator-0", false, 8));
    }
  }

  @Test
  void whatDataPlanesSayOfThemselvesIsKnownUntilTheyLeave() {
    Publication first = publication(1, Map.of("a", "a.example"), "10.0.0.1");
    publisher.publish(PLANE, first);
    try (FakePlane plane = subscribed(new Held.Nothing())) {
      plane.send(serving(first));
      await()
          .untilAsserted(
              () ->
                  assertThat(states.of(PLANE))
                      .singleElement()
                      .satisfies(
                          instance -> {
                            assertThat(instance.name()).isEqualTo("pod-1");
                            assertThat(instance.holds(first.snapshot().version())).isTrue();
                            assertThat(instance.ready()).isTrue();
                          }));
    }
    await().untilAsserted(() -> assertThat(states.of(PLANE)).isEmpty());
  }

  @Test
  void anotherServiceAccountGetsNothing() throws Exception {
    publisher.publish(PLANE, publication(1, Map.of("a", "a.example"), "10.0.0.1"));
    for (String rogue : List.of("infra/default", "shop/sluice-public", "infra/sluice-internal")) {
      try (FakePlane plane = connect(rogue, PushProtocol.V2)) {
        plane.hello(PLANE, "rogue").send(new PlaneMessage.Subscribe(new Held.Nothing()));
        assertThat(plane.closeCode()).isEqualTo(4403);
        plane.next(PushMessage.Welcome.class);
        assertThat(plane.poll(Duration.ofMillis(50))).isNull();
      }
    }
    assertThat(states.of(PLANE)).isEmpty();
  }

  @Test
  void aDataPlaneCannotChangeItsMindAboutWhoItIs() throws Exception {
    try (FakePlane plane = subscribed(new Held.Nothing())) {
      plane.hello(new ObjectKey("infra", "public"), "pod-2");
      assertThat(plane.closeCode()).isEqualTo(4409);
    }
  }

  @Test
  void withoutAGoodTokenThereIsNoStream() {
    assertThat(refusal("bad")).isEqualTo(401);
    assertThat(refusal("")).isEqualTo(401);
    assertThat(refusal("away")).isEqualTo(503);
  }

  private int refusal(String token) {
    try (FakePlane plane = connect(token, PushProtocol.V2)) {
      throw new AssertionError("connected: " + plane);
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  @Test
  void aPeerWithoutACommonProtocolIsRefused() {
    assertThatThrownBy(() -> connect("infra/sluice-public"))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            e -> assertThat(e.getResponse().statusCode()).isEqualTo(400));
  }

  @Test
  void aBrokenMessageEndsTheStream() throws Exception {
    try (FakePlane plane = subscribed(new Held.Nothing())) {
      plane.sendBytes(new byte[] {1, 2, 3});
      assertThat(plane.closeCode()).isEqualTo(1007);
    }
  }

  @Test
  void theLeaderAnswersDemand() {
    try (FakePlane plane = sharing()) {
      PushMessage.Shares shares = plane.next(PushMessage.Shares.class);
      assertThat(shares.term()).isEqualTo(7);
      assertThat(shares.answers()).isEqualTo(4);
      assertThat(shares.replicas()).isEqualTo(1);
    }
  }

  @Test
  void aResetOfASharedLimitReachesTheOtherReplicasOfThatDataPlane() {
    CounterReset reset = new CounterReset(new ObjectKey("shop", "p"), "l", List.of("alice"));
    try (FakePlane first = replica("pod-1", PushProtocol.V6);
        FakePlane second = replica("pod-2", PushProtocol.V6);
        FakePlane old = replica("pod-3", PushProtocol.V5)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> states.of(PLANE).size() == 3);
      first.send(new PlaneMessage.Reset(reset));
      assertThat(second.next(PushMessage.Reset.class).what()).isEqualTo(reset);
      first.send(new PlaneMessage.Demands(1, -1, -1, 0, true, List.of()));
      old.send(new PlaneMessage.Demands(1, -1, -1, 0, true, List.of()));
      // Neither who said it, nor who would not understand: what was said since comes first.
      assertThat(first.next(PushMessage.class)).isInstanceOf(PushMessage.Welcome.class);
      assertThat(first.next(PushMessage.class)).isInstanceOf(PushMessage.Shares.class);
      assertThat(old.next(PushMessage.class)).isInstanceOf(PushMessage.Welcome.class);
      assertThat(old.next(PushMessage.class)).isInstanceOf(PushMessage.Shares.class);
    }
  }

  private FakePlane replica(String name, PushProtocol protocol) {
    return connect("infra/sluice-public", protocol)
        .hello(PLANE, name)
        .send(new PlaneMessage.State(new Held.Nothing(), List.of(), false));
  }

  @Test
  void whoDoesNotLeadHandsNothingOut() {
    server.standing(new Standing("operator-0", false, 7));
    try (FakePlane plane = sharing()) {
      publisher.publish(PLANE, publication(1, Map.of("a", "a.example"), "10.0.0.1"));
      plane.send(new PlaneMessage.Subscribe(new Held.Nothing()));
      // It answers in order: the snapshot stands for all that came before.
      assertThat(plane.next(PushMessage.class)).isInstanceOf(PushMessage.Welcome.class);
      assertThat(plane.next(PushMessage.class)).isInstanceOf(PushMessage.FullSnapshot.class);
    }
  }

  private FakePlane sharing() {
    return connect("infra/sluice-public", PushProtocol.V5)
        .hello(PLANE, "pod-1")
        .send(new PlaneMessage.Demands(4, -1, -1, 0, true, List.of()));
  }

  @Test
  void anEpochThatAnAdministratorRaisedBeatsAllTransitionsOfTheLease() {
    assertThat(Standing.of("a", true, 1, 0).term())
        .isGreaterThan(Standing.of("a", true, 0, Integer.MAX_VALUE).term());
    assertThat(Standing.of("a", true, Long.MAX_VALUE, 1).term())
        .isGreaterThan(Standing.of("a", true, Long.MAX_VALUE, 0).term());
    assertThat(Standing.of("a", true, 0, 7).term()).isEqualTo(7);
  }

  @Test
  void demandThatCannotBeEndsTheStream() throws Exception {
    try (FakePlane plane = connect("infra/sluice-public", PushProtocol.V5).hello(PLANE, "pod-1")) {
      String demands =
          """
          {"counters":[{"high":1,"low":2,"part":9,"used":0,"wanted":1,"whole":5}],"heard":-1,\
          "heardTerm":-1,"joined":true,"number":1,"replicas":0,"type":"Demands"}""";
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
        zip.write(demands.getBytes(StandardCharsets.US_ASCII));
      }
      plane.sendBytes(bytes.toByteArray());
      assertThat(plane.closeCode()).isEqualTo(1007);
    }
  }
}
