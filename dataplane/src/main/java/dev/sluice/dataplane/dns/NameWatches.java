package dev.sluice.dataplane.dns;

import dev.sluice.matching.IpAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All names of this process that are watched. Its thread, and all that looking up needs, begin with
 * the first of them. From any thread.
 */
public final class NameWatches implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NameWatches.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Supplier<List<InetSocketAddress>> servers;
  private final Path hosts;
  private @Nullable Clock clock;
  private @Nullable NameLookup lookup;

  public NameWatches(Supplier<List<InetSocketAddress>> servers, Path hosts) {
    this.servers = servers;
    this.hosts = hosts;
  }

  /** As the machine is set up. */
  public static NameWatches ofSystem() {
    return new NameWatches(NameServers::ofSystem, Path.of("/etc/hosts"));
  }

  /** Of these servers, and of what the machine knows by itself. */
  public static NameWatches asking(List<InetSocketAddress> servers) {
    List<InetSocketAddress> fixed = List.copyOf(servers);
    return new NameWatches(() -> fixed, Path.of("/etc/hosts"));
  }

  /**
   * Looks up at once, and again until it is stopped.
   *
   * @param whyNot why an alias may not be followed to a name
   * @param listener told of each change, the first answer among them, on the thread of the look-ups
   */
  public NameWatch watch(
      String name, Function<String, Optional<String>> whyNot, Consumer<List<IpAddress>> listener) {
    Clock timer = begin();
    NameWatch watch = new NameWatch(name, lookup(timer), timer, whyNot, listener);
    timer.execute(watch::look);
    return watch;
  }

  private synchronized Clock begin() {
    if (clock == null) {
      clock = new Clock();
    }
    return clock;
  }

  private synchronized NameLookup lookup(Clock timer) {
    if (lookup == null) {
      lookup = new HostsFile(hosts, new DnsClient(servers.get(), TIMEOUT, timer::execute));
    }
    return lookup;
  }

  @Override
  public synchronized void close() {
    if (clock != null) {
      clock.pool.shutdownNow();
    }
  }

  private static final class Clock implements NameTimer {
    private final ScheduledThreadPoolExecutor pool =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("names").unstarted(task));
    private final AddressFamilies families = AddressFamilies.ofMachine();

    private static Runnable guarded(Runnable task) {
      return () -> {
        try {
          task.run();
        } catch (RuntimeException | Error e) {
          log.error("a look-up failed through our own fault", e);
        }
      };
    }

    @Override
    public void execute(Runnable task) {
      try {
        pool.execute(guarded(task));
      } catch (RejectedExecutionException e) {
        // The process ends.
      }
    }

    @Override
    public void after(Duration wait, Runnable task) {
      try {
        pool.schedule(guarded(task), wait.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // The process ends.
      }
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public long jitter(long millis) {
      return ThreadLocalRandom.current().nextLong(millis + 1);
    }

    @Override
    public AddressFamilies families() {
      return families;
    }
  }
}
