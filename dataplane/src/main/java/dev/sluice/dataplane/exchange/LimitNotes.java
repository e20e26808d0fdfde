package dev.sluice.dataplane.exchange;

import io.undertow.util.HttpString;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the limits that a request met said of it: for its answer, and for the log. Touched on the
 * request's I/O thread only.
 */
public final class LimitNotes {
  private static final long NEVER = Long.MAX_VALUE;

  private String policies = "";
  private String quotas = "";
  private String most = "";
  private long least = NEVER;
  private long reset = NEVER;
  private boolean timed;
  private String refusedBy = "";
  private String shadow = "";
  private Map<HttpString, String> costs = Map.of();
  private @Nullable Taken taken;

  /** What limits took of which the request passed, and what they can be given back. */
  public interface Taken {
    /** For another limit refuses the request after all. Tells what is left then. */
    void giveBack(long now);
  }

  /**
   * A limit of which answers tell.
   *
   * @param policy member of {@code RateLimit-Policy}
   * @param quota member of {@code RateLimit}
   * @param most that there ever is, in digits
   * @param left now
   * @param seconds until all is left again
   */
  public void met(String policy, String quota, String most, long left, long seconds) {
    list(policy, quota);
    if (!timed || left < least || (left == least && seconds > reset)) {
      tightest(most, left, seconds);
    }
    timed = true;
  }

  /**
   * A limit of how many at a time: nobody knows when one ends, so answers speak of it only where
   * there is none with a time.
   */
  public void met(String policy, String quota, String most, long left) {
    list(policy, quota);
    if (!timed && left < least) {
      tightest(most, left, 1);
    }
  }

  private void list(String policy, String quota) {
    policies = policies.isEmpty() ? policy : policies + ", " + policy;
    quotas = quotas.isEmpty() ? quota : quotas + ", " + quota;
  }

  /** Of this one the answer speaks, whatever the others say. */
  public void tightest(String most, long left, long seconds) {
    this.most = most;
    least = left;
    reset = seconds;
  }

  /** What was told of them so far is not so any more. */
  public void forgetQuotas() {
    policies = "";
    quotas = "";
    least = NEVER;
    reset = NEVER;
  }

  /** Whether there is anything to tell of an amount. */
  public boolean hasTightest() {
    return least != NEVER;
  }

  public String most() {
    return most;
  }

  public long least() {
    return least;
  }

  public long reset() {
    return reset;
  }

  /** {@code RateLimit-Policy}; empty if nothing is told. */
  public String policies() {
    return policies;
  }

  /** {@code RateLimit}. */
  public String quotas() {
    return quotas;
  }

  /** Policy and limit that refused the request; empty if none did. */
  public String refusedBy() {
    return refusedBy;
  }

  public void refusedBy(String limit) {
    refusedBy = limit;
  }

  /** Policies and limits that would have refused it, were they enforced; empty if none. */
  public String shadow() {
    return shadow;
  }

  /** What the backend's answer said in a field that clients do not see; null if nothing yet. */
  public @Nullable String cost(HttpString name) {
    return costs.get(name);
  }

  public void cost(HttpString name, String value) {
    if (costs.isEmpty()) {
      costs = new HashMap<>(4);
    }
    costs.put(name, value);
  }

  /** What the limits took that were asked so far; null if there is nothing to be given back. */
  public @Nullable Taken taken() {
    return taken;
  }

  /**
   * @param all of those that were asked so far
   */
  public void taken(Taken all) {
    taken = all;
  }

  public void wouldRefuse(String limit) {
    shadow = shadow.isEmpty() ? limit : shadow + ", " + limit;
  }
}
