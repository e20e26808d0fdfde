package dev.sluice.operator.observe;

import dev.sluice.operator.publish.PushEvents;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.Position;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.function.IntSupplier;

/** All counters of one operator replica, in a registry of its own. */
public final class OperatorMetrics implements PushEvents {
  private static final double NANOS = 1e9;

  private final CollectorRegistry registry = new CollectorRegistry();
  private final Histogram compiles =
      Histogram.build()
          .name("sluice_operator_compile_seconds")
          .help("Time from the resources to the published snapshots.")
          .buckets(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5)
          .register(registry);
  private final Counter compileFailures =
      Counter.build()
          .name("sluice_operator_compile_failures_total")
          .help("Compiles that ended in an exception: faults of the operator, not of resources.")
          .register(registry);
  private final Counter endpointUpdates =
      Counter.build()
          .name("sluice_operator_endpoint_updates_total")
          .help("Endpoint changes published without compiling routes.")
          .register(registry);
  private final Counter pushes =
      counter("sluice_operator_pushes_total", "Messages with configuration sent.");
  private final Counter pushedBytes =
      counter("sluice_operator_pushed_bytes_total", "Bytes of these messages.");
  private final Counter nacks = counter("sluice_operator_nacks_total", "Refusals by data planes.");
  private final Histogram acks =
      Histogram.build()
          .name("sluice_operator_ack_seconds")
          .help("Time from sending a snapshot or delta to its Ack.")
          .labelNames("data_plane")
          .buckets(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)
          .register(registry);
  private final Counter turnedAway =
      Counter.build()
          .name("sluice_operator_streams_refused_total")
          .help("Connections of data planes that were turned away.")
          .labelNames("reason")
          .register(registry);
  private final Counter behind =
      counter(
          "sluice_operator_behind_total",
          "Times that a data plane had seen more than this replica.");
  private final Counter statusWrites =
      Counter.build()
          .name("sluice_operator_status_writes_total")
          .help("Status writes by kind and result.")
          .labelNames("kind", "result")
          .register(registry);
  private final Counter snapshotsKept =
      Counter.build()
          .name("sluice_operator_snapshots_kept_total")
          .help("Snapshots written to Secrets, by result.")
          .labelNames("result")
          .register(registry);
  private final Gauge leader =
      Gauge.build()
          .name("sluice_operator_leader")
          .help("1 while this replica leads.")
          .register(registry);

  private Counter counter(String name, String help) {
    return Counter.build().name(name).help(help).labelNames("data_plane").register(registry);
  }

  public CollectorRegistry registry() {
    return registry;
  }

  /** A number that is read when asked for. */
  public void gauge(String name, String help, IntSupplier value) {
    Gauge gauge = Gauge.build().name(name).help(help).create();
    gauge.setChild(
        new Gauge.Child() {
          @Override
          public double get() {
            return value.getAsInt();
          }
        });
    registry.register(gauge);
  }

  public void compiled(Duration took) {
    compiles.observe(took.toNanos() / NANOS);
  }

  public void compileFailed() {
    compileFailures.inc();
  }

  public void endpointsPublished() {
    endpointUpdates.inc();
  }

  public void statusWritten(String kind, String result) {
    statusWrites.labels(kind, result).inc();
  }

  /** Status writes of a kind that succeeded, for tests. */
  public double statusWrites(String kind) {
    return statusWrites.labels(kind, "written").get();
  }

  public void snapshotKept(String result) {
    snapshotsKept.labels(result).inc();
  }

  public void leads(boolean leads) {
    leader.set(leads ? 1 : 0);
  }

  @Override
  public void sent(ObjectKey dataPlane, int bytes) {
    pushes.labels(dataPlane.toString()).inc();
    pushedBytes.labels(dataPlane.toString()).inc(bytes);
  }

  @Override
  public void acknowledged(ObjectKey dataPlane, Duration took) {
    acks.labels(dataPlane.toString()).observe(took.toNanos() / NANOS);
  }

  @Override
  public void refused(ObjectKey dataPlane, String instance, PlaneMessage.Nack nack) {
    nacks.labels(dataPlane.toString()).inc();
  }

  @Override
  public void turnedAway(String reason) {
    turnedAway.labels(reason).inc();
  }

  @Override
  public void behind(ObjectKey dataPlane, Position held) {
    behind.labels(dataPlane.toString()).inc();
  }
}
