package dev.sluice.dataplane.upstream.health;

import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.OutlierDetection;
import dev.sluice.snapshot.Timeout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** The health of one backend, in a time of its own. */
final class HealthFixture {
  /** Every 1 s, while unhealthy every 200 ms; 2 good ones, 3 bad ones. */
  static final HealthCheck CHECK = check("/health", 1_000, 200);

  final ManualTimer timer = new ManualTimer();
  int availabilityChanges;
  final BackendHealth health =
      new BackendHealth(
          new ObjectKey("shop", "orders"), Transport.PLAIN, timer, () -> availabilityChanges++);

  static HealthCheck check(String path, long interval, long unhealthyInterval) {
    return new HealthCheck.On(
        new HealthCheck.HealthProbe.Http(path, "", List.of(200)),
        0,
        new HealthCheck.Pace(interval, unhealthyInterval, 5_000, 2, 3));
  }

  static OutlierDetection.On ejecting(int maxPercent) {
    return new OutlierDetection.On(5, 0, Timeout.NONE, 10_000, 30_000, 300_000, maxPercent);
  }

  EndpointHealth join(Endpoint endpoint, boolean alone) {
    return health.join(
        endpoint,
        new InetSocketAddress(InetAddress.ofLiteral(endpoint.address()), endpoint.port()),
        alone,
        port -> Optional.empty());
  }

  EndpointHealth join(Patient patient, boolean alone) {
    return join(patient.endpoint(), alone);
  }

  /** An endpoint that nobody will ask. */
  EndpointHealth join(int number) {
    return join(new Endpoint("10.0.0." + number, 80), true);
  }

  EndpointState state(EndpointHealth endpoint) {
    return health.view(endpoint).state();
  }
}
