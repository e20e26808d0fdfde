package dev.sluice.dataplane.dns;

import dev.sluice.matching.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One name, looked up again and again. Tells its listener when the addresses are others.
 *
 * <p>Failure of the DNS changes nothing for a day (RFC 8767 has the same idea): whoever served a
 * minute ago most likely serves now. That the name does not exist is believed when it is said
 * twice. A chain that leads to a forbidden name ends all at once.
 *
 * <p>All but the constructor, {@link #first} and the figures runs on the timer's one thread.
 */
public final class NameWatch {
  private static final Logger log = LoggerFactory.getLogger(NameWatch.class);

  /** So often, whatever the answer says, and when a name is gone for the first time. */
  static final Duration LEAST = Duration.ofSeconds(1);

  /** A name is looked up again within this time, whatever the answer says. */
  static final Duration MOST = Duration.ofHours(1);

  /** While there is no answer. */
  static final Duration MOST_WITHOUT = Duration.ofSeconds(30);

  /** How long the last good answer is used when no other comes. */
  static final Duration KEPT = Duration.ofDays(1);

  /** More addresses than that are not used. */
  static final int MAX_ADDRESSES = 256;

  private final String name;
  private final NameLookup lookup;
  private final NameTimer timer;
  private final Function<String, Optional<String>> whyNot;
  private final Consumer<List<IpAddress>> listener;
  private final CompletableFuture<Void> first = new CompletableFuture<>();
  private final NameFigures figures = new NameFigures();
  private List<IpAddress> known = List.of();
  private boolean told;
  private boolean troubled;
  private int misses;
  private int failures;
  private long goodNanos;
  private volatile boolean stopped;

  NameWatch(
      String name,
      NameLookup lookup,
      NameTimer timer,
      Function<String, Optional<String>> whyNot,
      Consumer<List<IpAddress>> listener) {
    this.name = name;
    this.lookup = lookup;
    this.timer = timer;
    this.whyNot = whyNot;
    this.listener = listener;
  }

  public String name() {
    return name;
  }

  /** Done when the first look-up is, however it ended. */
  public CompletableFuture<Void> first() {
    return first;
  }

  public NameFigures figures() {
    return figures;
  }

  /** The listener is not told any more. */
  public void stop() {
    stopped = true;
  }

  void look() {
    if (stopped) {
      return;
    }
    lookup
        .lookup(name, whyNot)
        .whenComplete(
            (answer, bug) ->
                timer.execute(
                    () -> take(answer != null ? answer : new NameAnswer.Failed(bug.toString()))));
  }

  private void take(NameAnswer answer) {
    if (stopped) {
      return;
    }
    figures.count(answer);
    Duration wait =
        switch (answer) {
          case NameAnswer.Found(List<IpAddress> addresses, Duration ttl) -> found(addresses, ttl);
          case NameAnswer.None(String why, Duration ttl) -> none(why, ttl);
          case NameAnswer.Forbidden(String why) -> forbidden(why);
          case NameAnswer.Failed(String why) -> failed(why);
        };
    figures.stale(failures > 0 && !known.isEmpty());
    first.complete(null);
    timer.after(wait, this::look);
  }

  private Duration found(List<IpAddress> addresses, Duration ttl) {
    misses = 0;
    failures = 0;
    goodNanos = timer.nanos();
    if (troubled) {
      troubled = false;
      log.info("{} is found again", name);
    }
    List<IpAddress> few =
        timer.families().choose(addresses).stream().distinct().limit(MAX_ADDRESSES).toList();
    if (few.size() != known.size() || !known.containsAll(few)) {
      log.info("{} is at {}", name, few);
      tell(few);
    }
    return within(ttl, MOST);
  }

  private Duration none(String why, Duration ttl) {
    failures = 0;
    misses++;
    if (misses == 1 && !known.isEmpty()) {
      return LEAST;
    }
    trouble(why + ": it has no endpoint until it is found");
    tell(List.of());
    return within(ttl, MOST_WITHOUT);
  }

  private Duration forbidden(String why) {
    trouble(why + ": it has no endpoint until that changes");
    tell(List.of());
    return MOST_WITHOUT;
  }

  private Duration failed(String why) {
    failures++;
    boolean kept = !known.isEmpty();
    if (kept && timer.nanos() - goodNanos >= KEPT.toNanos()) {
      tell(List.of());
      kept = false;
    }
    trouble(
        "it cannot be looked up ("
            + why
            + "); "
            + (kept ? "the last answer serves on" : "it has no endpoint until it can"));
    if (!told) {
      tell(List.of());
    }
    return within(LEAST.multipliedBy(1L << Math.min(failures - 1, 10)), MOST_WITHOUT);
  }

  /** Said once, not with every look-up. */
  private void trouble(String what) {
    if (!troubled) {
      troubled = true;
      log.warn("{}: {}", name, what);
    }
  }

  private void tell(List<IpAddress> addresses) {
    if (told && addresses.equals(known)) {
      return;
    }
    told = true;
    known = addresses;
    listener.accept(addresses);
  }

  /** Some more, at random, so that many data planes do not ask in step. */
  private Duration within(Duration wanted, Duration most) {
    long millis = Math.clamp(wanted.toMillis(), LEAST.toMillis(), most.toMillis());
    return Duration.ofMillis(millis + timer.jitter(Math.min(millis / 20, 5_000)));
  }

  @Override
  public String toString() {
    return "NameWatch(" + name + ")";
  }
}
