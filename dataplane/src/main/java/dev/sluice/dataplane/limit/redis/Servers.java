package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.CountersUnavailable;
import dev.sluice.dataplane.redis.SharedRedis;
import dev.sluice.snapshot.RateLimit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Who has the counters: one server, or those of a cluster, each with a breaker of its own, so that
 * one that is lost takes no more than its own keys with it.
 */
final class Servers {
  /** So long nobody has to ask before it is looked whether the server is still there. */
  private static final long QUIET = TimeUnit.SECONDS.toNanos(1);

  /** With what it takes to notice and to go on without, nobody waits for more than 20 ms. */
  static final long BUDGET = TimeUnit.MILLISECONDS.toNanos(12);

  private static final Amount TRIAL =
      new Amount(1_000_000_000, TimeUnit.SECONDS.toNanos(1), 1_000_000_000);

  private final SharedRedis redis;
  private final LongSupplier nanos;
  private final Figures figures;
  private final long budget;
  private final Map<String, Server> known = new ConcurrentHashMap<>();

  /** Of servers that are not asked any more; but some wait for their answers. */
  private final Queue<Lane> leaving = new ConcurrentLinkedQueue<>();

  private volatile Server only;
  private volatile boolean cluster;

  private record Server(Lane lane, Breaker breaker, CounterKey first) {}

  Servers(SharedRedis redis, LongSupplier nanos, Figures figures, long budget) {
    this.redis = redis;
    this.nanos = nanos;
    this.figures = figures;
    this.budget = budget;
    only = server(new CounterKey(0, 0), Lane.Width.WIDE);
  }

  private Server server(CounterKey first, Lane.Width width) {
    Breaker breaker = new Breaker(nanos);
    return new Server(new Lane(redis, width, breaker, figures, nanos, budget), breaker, first);
  }

  /** It may be another Redis from now on. */
  void changed() {
    cluster = redis.isCluster();
    leaving.add(only.lane());
    known.values().forEach(each -> leaving.add(each.lane()));
    known.clear();
    only = server(new CounterKey(0, 0), Lane.Width.WIDE);
  }

  /** Whether counters with other first halves of their keys are to be asked by themselves. */
  boolean isCluster() {
    return cluster;
  }

  /** Whether nobody is asked at all, which is cheaper to say than to hear. */
  boolean refuses() {
    if (cluster || !only.breaker().isOpen()) {
      return false;
    }
    figures.failed(FailureCause.OPEN, 1);
    return true;
  }

  /**
   * @param asks of one slot
   * @return what they say, or {@link CountersUnavailable}
   */
  CompletableFuture<List<Told>> ask(List<Ask> asks) {
    Server server = of(asks.getFirst().key());
    if (server.breaker().isOpen()) {
      figures.failed(FailureCause.OPEN, 1);
      return CompletableFuture.failedFuture(new CountersUnavailable(FailureCause.OPEN.words()));
    }
    CompletableFuture<List<Told>> answer = new CompletableFuture<>();
    server.lane().ask(new Question(asks, nanos.getAsLong() + budget, answer));
    return answer;
  }

  private Server of(CounterKey key) {
    if (!cluster) {
      return only;
    }
    String name = redis.server(Ask.name(key));
    Server found = known.get(name);
    return found != null
        ? found
        : known.computeIfAbsent(name, asked -> server(key, Lane.Width.ONE_BY_ONE));
  }

  /**
   * Lets nobody wait beyond his time.
   *
   * @return whether anybody waits
   */
  boolean tick() {
    boolean waits = !only.lane().isIdle();
    only.lane().tick();
    for (Server server : known.values()) {
      waits |= !server.lane().isIdle();
      server.lane().tick();
    }
    leaving.forEach(Lane::tick);
    leaving.removeIf(Lane::isIdle);
    return waits || !leaving.isEmpty();
  }

  /**
   * Asks those that did not answer whether they do now, and those that nobody asks whether they
   * still do: what is told of them is to be true also when no request comes.
   */
  void probe() {
    // A slot may be somebody else's now, and nobody will ask this one again.
    known.entrySet().removeIf(each -> isGone(each.getKey(), each.getValue()));
    long now = nanos.getAsLong();
    asked()
        .filter(each -> each.breaker().isOpen() || now - each.lane().lastSent() >= QUIET)
        .forEach(this::probe);
  }

  /** Those that requests ask. */
  private Stream<Server> asked() {
    return cluster ? known.values().stream() : Stream.of(only);
  }

  /** Whether anybody has ever answered. */
  boolean haveAnswered() {
    return asked().anyMatch(each -> each.lane().hasAnswered());
  }

  /** How many are not asked by requests, because they did not answer. */
  int refusing() {
    return (int) asked().filter(each -> each.breaker().isOpen()).count();
  }

  private boolean isGone(String name, Server server) {
    return server.breaker().isOpen() && !name.equals(redis.server(Ask.name(server.first())));
  }

  private void probe(Server server) {
    server
        .lane()
        .probe(
            new Question(
                List.of(trial(server.first().high())),
                nanos.getAsLong() + budget,
                new CompletableFuture<>()));
  }

  /** Takes and writes as a request does, where a counter of that name would lie. */
  static Ask trial(long high) {
    return new Ask(
        Ask.What.TAKE,
        new CounterKey(high, 0),
        RateLimit.Algorithm.SLIDING_WINDOW,
        TRIAL,
        1,
        false,
        0);
  }

  /** Why not all answer; empty: they do, as far as is known. */
  Optional<String> problem() {
    return asked()
        .map(Server::breaker)
        .filter(Breaker::isOpen)
        .map(breaker -> breaker.cause().words())
        .min(Comparator.naturalOrder());
  }
}
