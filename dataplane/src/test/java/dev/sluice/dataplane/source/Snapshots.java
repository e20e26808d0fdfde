package dev.sluice.dataplane.source;

import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.Position;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.SnapshotCodec;
import java.util.List;
import java.util.Map;

/** Small snapshots that differ by a status. */
final class Snapshots {
  static final ObjectKey PLANE = new ObjectKey("sluice-system", "public");
  static final ObjectKey BACKEND = new ObjectKey("shop", "orders");

  private Snapshots() {}

  static EncodedSnapshot answering(int status) {
    return SnapshotCodec.encode(
        new Snapshot(
            GatewaySection.of(
                PLANE, List.of(Listener.http("http", 0, false)), new ClientAddress.Peer()),
            List.of(
                new RouteSection(
                    new ObjectKey("shop", "r"),
                    1,
                    0,
                    List.of(new HostPattern.Any()),
                    List.of(
                        new RouteRule(
                            "rule-0",
                            List.of(
                                RouteMatch.of(new PathMatch.Prefix("/"), new MethodMatch.Any())),
                            List.of(),
                            new RouteAction.Respond(status, "", ""),
                            RoutePolicies.DEFAULT)))),
            List.of(BackendSection.of(BACKEND))));
  }

  static Position at(long seen) {
    return new Position(0, 1, Map.of("gatewayroutes", seen));
  }

  static EndpointSet endpoints(String address) {
    return EndpointSet.of(BACKEND, List.of(new Endpoint(address, 80)));
  }

  static PushMessage.FullSnapshot full(EncodedSnapshot snapshot, Position position) {
    return new PushMessage.FullSnapshot(
        position, snapshot.version(), snapshot.sections(), List.of(endpoints("10.0.0.1")));
  }
}
