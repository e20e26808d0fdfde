package dev.sluice.dataplane.upstream.health;

import dev.sluice.dataplane.upstream.outlier.EjectionHistory;
import dev.sluice.dataplane.upstream.outlier.EjectionReason;
import dev.sluice.dataplane.upstream.outlier.OutlierWatch;
import dev.sluice.snapshot.Endpoint;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How well one endpoint is. Its {@link BackendHealth} changes it, under that one's lock; {@link
 * #available} and {@link #watch} are read by every request.
 */
public final class EndpointHealth {
  /** How much an endpoint is wanted for requests, the best first. */
  enum Standing {
    GOOD,
    /** While too few are good. */
    SPARE,
    /** While there is nothing better. */
    NEW,
    OUT
  }

  final Endpoint endpoint;
  final InetSocketAddress address;
  final IntFunction<Optional<String>> forbidden;
  final EjectionHistory history = new EjectionHistory();

  /** Whether it counts as well until its first check has ended. */
  boolean trusted;

  @Nullable HealthJudge judge;
  @Nullable Prober prober;
  @Nullable LastCheck lastCheck;
  @Nullable EjectionReason ejected;
  Instant ejectedUntil = Instant.EPOCH;
  HealthTimer.@Nullable Pending comeback;
  long quietSinceNanos;
  boolean left;

  private volatile boolean available = true;
  private volatile boolean awaited;
  private volatile @Nullable OutlierWatch watch;
  private EndpointState state = EndpointState.HEALTHY;
  private Instant since;

  EndpointHealth(
      Endpoint endpoint,
      InetSocketAddress address,
      IntFunction<Optional<String>> forbidden,
      Instant since) {
    this.endpoint = endpoint;
    this.address = address;
    this.forbidden = forbidden;
    this.since = since;
  }

  /** Whether it takes requests now. */
  public boolean available() {
    return available;
  }

  /**
   * @return whether that is new
   */
  boolean available(boolean value) {
    boolean changed = available != value;
    available = value;
    return changed;
  }

  /** Whether it joined others and no check has ended yet: it is neither well nor sick. */
  public boolean awaited() {
    return awaited;
  }

  /**
   * @return whether that is new
   */
  boolean awaited(boolean value) {
    boolean changed = awaited != value;
    awaited = value;
    return changed;
  }

  /** To be told how requests go; null if the backend has no outlier detection. */
  public @Nullable OutlierWatch watch() {
    return watch;
  }

  void watch(@Nullable OutlierWatch value) {
    watch = value;
  }

  EndpointState state() {
    return state;
  }

  /** What checks say, whether or not it is ejected. */
  EndpointState checked() {
    return judge == null ? EndpointState.HEALTHY : judge.state();
  }

  Standing standing() {
    return switch (state) {
      case HEALTHY -> Standing.GOOD;
      case DEGRADED -> Standing.SPARE;
      case UNKNOWN -> trusted ? Standing.GOOD : Standing.NEW;
      case UNHEALTHY, EJECTED -> Standing.OUT;
    };
  }

  /**
   * Failing checks weigh more than failing requests.
   *
   * @return whether the state is another one now
   */
  boolean settle(Instant now) {
    EndpointState before = state;
    EndpointState checked = checked();
    state = ejected != null && checked != EndpointState.UNHEALTHY ? EndpointState.EJECTED : checked;
    if (state == before) {
      return false;
    }
    since = now;
    return true;
  }

  HealthView view() {
    return new HealthView(
        state,
        available,
        since,
        reason(),
        ejected == null ? Optional.empty() : Optional.of(ejectedUntil),
        Optional.ofNullable(lastCheck));
  }

  String reason() {
    return switch (state) {
      case HEALTHY -> "";
      case UNKNOWN -> "no check has ended yet";
      case DEGRADED, UNHEALTHY -> lastCheck == null ? "" : lastCheck.detail();
      case EJECTED -> ejected == null ? "" : words(ejected);
    };
  }

  private static String words(EjectionReason reason) {
    return switch (reason) {
      case GATEWAY_ERRORS -> "too many gateway errors in a row";
      case SERVER_ERRORS -> "too many 5xx in a row";
      case LATENCY -> "slower than allowed, and than the others";
    };
  }

  @Override
  public String toString() {
    return endpoint + " " + state.label();
  }
}
