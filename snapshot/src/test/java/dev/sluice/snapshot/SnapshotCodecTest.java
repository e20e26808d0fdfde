package dev.sluice.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SnapshotCodecTest {
  private static final ObjectKey SHOP = new ObjectKey("shop", "orders");

  private static RouteSection route(String name, int status) {
    return new RouteSection(
        new ObjectKey("shop", name),
        1_700_000_000,
        -5,
        List.of(new HostPattern.Exact("shop.example.com"), new HostPattern.Any()),
        List.of(
            new RouteRule(
                "rule-0",
                List.of(
                    RouteMatch.of(new PathMatch.Prefix("/orders"), new MethodMatch.Is("GET")),
                    RouteMatch.of(new PathMatch.Exact("/o"), new MethodMatch.Any())),
                List.of(
                    new RouteFilter.EditRequestHeaders(
                        new HeaderEdits(
                            List.of(
                                new HeaderValue(
                                    "x-client",
                                    List.of(
                                        new ValuePart.Text("ip="),
                                        new ValuePart.Variable(RequestVariable.CLIENT_IP)))),
                            List.of(),
                            List.of("x-debug")))),
                status == 0
                    ? new RouteAction.Forward(
                        List.of(
                            new WeightedTarget(new Target.Backend(SHOP), 9),
                            new WeightedTarget(new Target.Unresolved(SHOP, "NotFound"), 1)))
                    : new RouteAction.Respond(status, "text/plain", "ok"),
                RoutePolicies.of(RouteTimeouts.ofRequest(new Timeout.After(15_000))))));
  }

  private static Snapshot snapshot(RouteSection... routes) {
    return new Snapshot(
        GatewaySection.of(
            new ObjectKey("sluice-system", "public"),
            List.of(Listener.http("http", 8080, false)),
            new ClientAddress.TrustedHops(1, "x-forwarded-for")),
        List.of(routes),
        List.of(BackendSection.of(SHOP)));
  }

  @Test
  void decodingGivesWhatWasEncoded() {
    Snapshot snapshot = snapshot(route("a", 0), route("b", 204));
    assertThat(SnapshotCodec.decode(SnapshotCodec.encode(snapshot))).isEqualTo(snapshot);
  }

  @Test
  void canonicalBytesNeverChangeByAccident() {
    String json = new String(SnapshotCodec.encode(route("a", 0)).json(), StandardCharsets.UTF_8);
    assertThat(json)
        .isEqualTo(
            "{\"created\":1700000000,\"hostnames\":[{\"type\":\"Any\"},{\"type\":\"Exact\",\"host\":\"shop.example.com\"}],\"priority\":-5,\"route\":{\"name\":\"a\",\"namespace\":\"shop\"},\"rules\":[{\"action\":{\"type\":\"Forward\",\"regions\":{\"type\":\"None\"},\"stickiness\":{\"type\":\"None\"},\"targets\":[{\"target\":{\"type\":\"Backend\",\"backend\":{\"name\":\"orders\",\"namespace\":\"shop\"}},\"weight\":9},{\"target\":{\"type\":\"Unresolved\",\"backend\":{\"name\":\"orders\",\"namespace\":\"shop\"},\"reason\":\"NotFound\"},\"weight\":1}]},\"filters\":[{\"type\":\"EditRequestHeaders\",\"edits\":{\"add\":[],\"remove\":[\"x-debug\"],\"set\":[{\"name\":\"x-client\",\"value\":[{\"type\":\"Text\",\"text\":\"ip=\"},{\"type\":\"Variable\",\"variable\":\"CLIENT_IP\"}]}]}}],\"matches\":[{\"clientCidrs\":[],\"cookies\":[],\"headers\":[],\"method\":{\"type\":\"Is\",\"method\":\"GET\"},\"path\":{\"type\":\"Prefix\",\"value\":\"/orders\"},\"queryParams\":[]},{\"clientCidrs\":[],\"cookies\":[],\"headers\":[],\"method\":{\"type\":\"Any\"},\"path\":{\"type\":\"Exact\",\"value\":\"/o\"},\"queryParams\":[]}],\"name\":\"rule-0\",\"policies\":{\"access\":{\"addresses\":{\"lists\":[]},\"authentication\":{\"type\":\"Unsaid\"},\"authorization\":{\"rules\":[]},\"cors\":{\"type\":\"Off\"},\"securityHeaders\":{\"preset\":\"DISABLED\",\"said\":{}}},\"hedge\":{\"type\":\"OfBackend\"},\"limits\":{\"contentTypes\":[],\"maxBody\":{\"type\":\"Unlimited\"},\"maxHeaders\":{\"type\":\"Unlimited\"},\"others\":{\"type\":\"Pass\"},\"schema\":{\"type\":\"None\"},\"upload\":{\"type\":\"Any\"}},\"origins\":[],\"retry\":{\"attempts\":1,\"backoffBaseMillis\":25,\"backoffMaxMillis\":250,\"codes\":[502,503,504],\"honourRetryAfterMillis\":1000,\"maxReplayBytes\":65536,\"methods\":[\"DELETE\",\"GET\",\"HEAD\",\"OPTIONS\",\"PUT\"],\"on\":[\"CONNECT_FAILURE\"]},\"timeouts\":{\"backendRequest\":{\"type\":\"None\"},\"idle\":{\"type\":\"After\",\"millis\":300000},\"request\":{\"type\":\"After\",\"millis\":15000}}}}]}");
  }

  @Test
  void orderOfArrivalDoesNotChangeTheVersion() {
    assertThat(SnapshotCodec.encode(snapshot(route("a", 0), route("b", 204))))
        .isEqualTo(SnapshotCodec.encode(snapshot(route("b", 204), route("a", 0))));
  }

  @Test
  void everyChangeOfContentChangesTheVersion() {
    assertThat(SnapshotCodec.encode(snapshot(route("a", 204))).version())
        .isNotEqualTo(SnapshotCodec.encode(snapshot(route("a", 205))).version())
        .isNotEqualTo(SnapshotCodec.encode(snapshot(route("b", 204))).version())
        .isNotEqualTo(SnapshotCodec.encode(snapshot()).version());
  }

  @Test
  void aDeltaCarriesOnlyWhatChangedAndLeadsToTheSameBytes() {
    EncodedSnapshot before = SnapshotCodec.encode(snapshot(route("a", 0), route("b", 204)));
    EncodedSnapshot after = SnapshotCodec.encode(snapshot(route("a", 0), route("c", 200)));
    SnapshotDelta delta = after.deltaFrom(before);
    assertThat(delta.changed()).extracting(EncodedSection::key).containsExactly(key("c"));
    assertThat(delta.removed()).containsExactly(key("b"));
    assertThat(before.apply(delta)).isEqualTo(after);
  }

  @Test
  void aDeltaForAnotherVersionIsRefused() {
    EncodedSnapshot a = SnapshotCodec.encode(snapshot(route("a", 0)));
    EncodedSnapshot b = SnapshotCodec.encode(snapshot(route("b", 0)));
    assertThatThrownBy(() -> a.apply(a.deltaFrom(b)))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining(b.version());
  }

  @Test
  void everyPolicyOfABackendAndEverySecretSurvives() {
    ObjectKey ca = new ObjectKey("shop", "ca");
    BackendSection backend =
        BackendSection.of(SHOP)
            .with(new BackendLocation.Dns("api.partner.example", 443))
            .with(new BackendTls.On("api.partner.example", List.of(ca), List.of()))
            .with(new BackendCredential.Bearer(new BackendCredential.SecretEntry(ca, "token")))
            .with(
                new LoadBalancer(
                    new BalancingAlgorithm.ConsistentHash(
                        new BalancingAlgorithm.HashKey.Header("x-user")),
                    new Timeout.After(30_000),
                    new ZonePreference.OwnZoneFirst(3),
                    0))
            .with(
                new HealthCheck.On(
                    new HealthCheck.HealthProbe.Http("/health", "", List.of(200, 204)),
                    8081,
                    new HealthCheck.Pace(5_000, 1_000, 1_000, 2, 3)))
            .with(new OutlierDetection.On(5, 0, Timeout.NONE, 10_000, 30_000, 300_000, 50))
            .with(
                new CircuitBreaker.On(
                    50,
                    100,
                    new Timeout.After(2_000),
                    20,
                    10_000,
                    5,
                    10_000,
                    3,
                    new BreakerFallback.Elsewhere(ca)))
            .with(new Concurrency.Adaptive(1, 100, 10))
            .with(new Hedge.AfterPercentile(95, 1))
            .failingOverTo(List.of(ca));
    SecretSection.Credential credential =
        new SecretSection.Credential(
            ca, new TreeMap<>(Map.of("token", new SecretText("very-secret"))));
    for (Section section :
        List.of(
            backend,
            credential,
            new SecretSection.CaBundle(ca, "PEM"),
            new SecretSection.Certificate(ca, "PEM", new SecretText("very-secret")))) {
      assertThat(SnapshotCodec.decode(SnapshotCodec.encode(section))).isEqualTo(section);
      assertThat(section.toString()).doesNotContain("very-secret");
    }
  }

  @Test
  void tamperedBytesAreRefused() {
    EncodedSnapshot good = SnapshotCodec.encode(snapshot(route("a", 204)));
    EncodedSection first = good.sections().getFirst();
    byte[] bytes = Arrays.copyOf(first.json(), first.json().length);
    bytes[bytes.length - 2] ^= 1;
    List<EncodedSection> sections = new java.util.ArrayList<>(good.sections());
    sections.set(0, new EncodedSection(first.key(), first.hash(), bytes));
    assertThatThrownBy(() -> SnapshotCodec.assemble(good.version(), sections))
        .isInstanceOf(SnapshotException.class);
    sections.removeFirst();
    assertThatThrownBy(() -> SnapshotCodec.assemble(good.version(), sections))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining(good.version());
  }

  @Test
  void aMemberOfALaterReleaseIsRefusedAndNotIgnored() {
    byte[] json =
        new String(
                SnapshotCodec.encode(BackendSection.of(new ObjectKey("a", "b"))).json(),
                StandardCharsets.UTF_8)
            .replaceFirst("}$", ",\"mustAuthenticate\":true}")
            .getBytes(StandardCharsets.UTF_8);
    EncodedSection section =
        new EncodedSection(
            new SectionKey(SectionKind.BACKEND, new ObjectKey("a", "b")),
            SnapshotCodec.hash(json),
            json);
    assertThatThrownBy(() -> SnapshotCodec.decode(section))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("mustAuthenticate");
  }

  @Test
  void messagesOfBothDirectionsSurviveTheWire() {
    EncodedSnapshot encoded = SnapshotCodec.encode(snapshot(route("a", 0)));
    Position position = new Position(0, 3, Map.of("gatewayroutes", 17L));
    EndpointSet endpoints = EndpointSet.of(SHOP, List.of(new Endpoint("10.0.0.7", 8080)));
    List<PushMessage> push =
        List.of(
            new PushMessage.Welcome("operator-0", true, 3),
            new PushMessage.FullSnapshot(
                position, encoded.version(), encoded.sections(), List.of(endpoints)),
            new PushMessage.Delta(position, encoded.deltaFrom(encoded), List.of()),
            new PushMessage.Endpoints(position, List.of(endpoints)));
    assertThat(push)
        .allSatisfy(m -> assertThat(PushCodec.decodePush(PushCodec.encode(m))).isEqualTo(m));
    Held held = new Held.Configuration(encoded.version(), position);
    List<PlaneMessage> plane =
        List.of(
            new PlaneMessage.Hello(new ObjectKey("n", "d"), "pod-1", "0.1.0"),
            new PlaneMessage.Subscribe(new Held.Nothing()),
            new PlaneMessage.Unsubscribe(),
            new PlaneMessage.Ack(encoded.version()),
            new PlaneMessage.Nack("v", "why", List.of(new Refusal(key("a"), "bad"))),
            new PlaneMessage.State(held, List.of(), false));
    assertThat(plane)
        .allSatisfy(m -> assertThat(PushCodec.decodePlane(PushCodec.encode(m))).isEqualTo(m));
  }

  @Test
  void bytesThatAreNoMessageAreRefused() {
    assertThatThrownBy(() -> PushCodec.decodePush(new byte[] {1, 2, 3}))
        .isInstanceOf(SnapshotException.class);
    assertThatThrownBy(
            () -> PushCodec.decodePlane(PushCodec.encode(new PushMessage.Welcome("r", false, 1))))
        .isInstanceOf(SnapshotException.class);
  }

  private static SectionKey key(String route) {
    return new SectionKey(SectionKind.ROUTE, new ObjectKey("shop", route));
  }
}
