package dev.sluice.operator.publish;

import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Position;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.SnapshotCodec;
import java.util.List;
import java.util.Map;

/** Small snapshots of one data plane, with one backend, that differ in their routes. */
final class Snapshots {
  static final ObjectKey PLANE = new ObjectKey("infra", "public");
  static final ObjectKey BACKEND = new ObjectKey("shop", "orders");

  private Snapshots() {}

  static Publication publication(long seen, Map<String, String> hostOfRoute, String... addresses) {
    return new Publication(
        snapshot(hostOfRoute),
        Map.of(BACKEND, endpoints(addresses)),
        new Position(0, 1, Map.of("gatewayroutes", seen)));
  }

  static EncodedSnapshot snapshot(Map<String, String> hostOfRoute) {
    return SnapshotCodec.encode(
        new Snapshot(
            GatewaySection.of(PLANE, List.of(), new ClientAddress.Peer()),
            hostOfRoute.entrySet().stream()
                .map(
                    route ->
                        new RouteSection(
                            new ObjectKey("shop", route.getKey()),
                            0,
                            0,
                            List.of(new HostPattern.Exact(route.getValue())),
                            List.of()))
                .toList(),
            List.of(BackendSection.of(BACKEND))));
  }

  static EndpointSet endpoints(String... addresses) {
    return EndpointSet.of(
        BACKEND, List.of(addresses).stream().map(a -> new Endpoint(a, 8080)).toList());
  }

  static SectionKey route(String name) {
    return new SectionKey(SectionKind.ROUTE, new ObjectKey("shop", name));
  }
}
