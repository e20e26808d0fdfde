package dev.sluice.dataplane.redis;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.SharedStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The one owner of the connection to Redis. It outlives snapshots; another address or password gets
 * another connection, and whoever uses it notices nothing but another {@link #epoch}. Changed by
 * the one thread that applies snapshots, used by any.
 */
public final class SharedRedis implements AutoCloseable {
  /** So long at most a script is waited for. Whoever has less time waits less. */
  public static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final Supplier<DialPolicy> policy;
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile InForce inForce = new InForce(new Wanted.Nothing(), RedisLink.NONE, 0, 0);
  private Wanted prepared = new Wanted.Nothing();

  /** What a snapshot asks for. */
  private sealed interface Wanted {
    record Nothing() implements Wanted {}

    record Broken(String reason) implements Wanted {}

    record Connection(RedisTarget target) implements Wanted {}
  }

  /**
   * @param before connections of links that are closed
   * @param changes how many links there were before
   */
  private record InForce(Wanted wanted, RedisLink link, long before, long changes) {}

  /**
   * @param policy where connections may go, as of now
   */
  public SharedRedis(Supplier<DialPolicy> policy) {
    this.policy = policy;
  }

  /**
   * Reads what the snapshot asks for, and changes nothing yet.
   *
   * @throws IllegalArgumentException if the snapshot lacks a secret
   */
  public void prepare(SharedStore store, Secrets secrets) {
    prepared =
        switch (store) {
          case SharedStore.None none -> new Wanted.Nothing();
          case SharedStore.Unavailable(String reason) -> new Wanted.Broken(reason);
          case SharedStore.Redis redis -> new Wanted.Connection(RedisTarget.of(redis, secrets));
        };
  }

  /**
   * What was prepared last is in force, and connects in the background.
   *
   * @return whether it is anything else than before
   */
  public boolean apply() {
    InForce before = inForce;
    if (before.wanted().equals(prepared)) {
      return false;
    }
    RedisLink link =
        switch (prepared) {
          case Wanted.Nothing nothing -> RedisLink.NONE;
          case Wanted.Broken(String reason) -> new NoLink(reason);
          case Wanted.Connection(RedisTarget target) -> Links.open(target, policy);
        };
    inForce =
        new InForce(
            prepared, link, before.before() + before.link().connections(), before.changes() + 1);
    before.link().close();
    return true;
  }

  /** Keeps the library from being loaded with this class. */
  private static final class Links {
    static RedisLink open(RedisTarget target, Supplier<DialPolicy> policy) {
      return LettuceLink.open(target, policy);
    }
  }

  /**
   * Runs a script in one round trip. Never waits, whatever thread it is called on.
   *
   * @param keys that it touches; in a cluster all of one slot
   * @return what the script returns: texts, whole numbers and lists of them; or a failure with
   *     {@link RedisUnavailable}, on a thread that must not be held up
   */
  public CompletionStage<List<Object>> script(
      RedisScript script, List<String> keys, List<String> arguments) {
    return inForce
        .link()
        .script(script, keys, arguments)
        .whenComplete((answer, failure) -> (failure == null ? answered : failed).increment());
  }

  /**
   * Likewise, for who has no time to spend: what goes and what comes is one text of bytes.
   *
   * @return what the script returns
   */
  public CompletionStage<byte[]> packed(RedisScript script, byte[][] keys, byte[] argument) {
    return inForce
        .link()
        .packed(script, keys, argument)
        .whenComplete((answer, failure) -> (failure == null ? answered : failed).increment());
  }

  /** Whether keys of one script must be of one slot. */
  public boolean isCluster() {
    return inForce.wanted() instanceof Wanted.Connection(RedisTarget target)
        && target.settings().mode() == SharedStore.Mode.CLUSTER;
  }

  /** Which server of a cluster has a key now, by a name that means nothing; empty otherwise. */
  public String server(byte[] key) {
    return inForce.link().server(key);
  }

  public boolean configured() {
    return !(inForce.wanted() instanceof Wanted.Nothing);
  }

  /**
   * Another number than before means that it may be another server, which may know less or more:
   * what was read of it is to be read again.
   */
  public long epoch() {
    InForce now = inForce;
    return now.changes() + now.before() + now.link().connections();
  }

  /** For metrics and pages. */
  public RedisView view() {
    InForce now = inForce;
    RedisLink link = now.link();
    RedisView.State state =
        switch (now.wanted()) {
          case Wanted.Nothing nothing -> RedisView.State.NONE;
          case Wanted.Broken broken -> RedisView.State.UNAVAILABLE;
          case Wanted.Connection connection ->
              link.connected()
                  ? RedisView.State.CONNECTED
                  : link.connections() == 0
                      ? RedisView.State.CONNECTING
                      : RedisView.State.DISCONNECTED;
        };
    return new RedisView(
        state,
        now.wanted() instanceof Wanted.Connection(RedisTarget target)
            ? target.settings().servers()
            : List.of(),
        now.wanted() instanceof Wanted.Connection(RedisTarget target)
            ? target.settings().mode().name()
            : "",
        now.before() + link.connections(),
        answered.sum(),
        failed.sum(),
        link.lastFailure());
  }

  @Override
  public void close() {
    inForce.link().close();
  }
}
