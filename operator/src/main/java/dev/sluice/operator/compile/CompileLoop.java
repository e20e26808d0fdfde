package dev.sluice.operator.compile;

import dev.sluice.collect.Change;
import dev.sluice.collect.ClusterSource;
import dev.sluice.collect.Collected;
import dev.sluice.compiler.Compilation;
import dev.sluice.compiler.CompileCache;
import dev.sluice.compiler.CompiledPlane;
import dev.sluice.compiler.Compiler;
import dev.sluice.compiler.resolve.BackendAddresses;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.operator.observe.OperatorMetrics;
import dev.sluice.operator.publish.Publication;
import dev.sluice.operator.publish.Publisher;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns changes into publications, on one thread: at once when idle, then at most every {@value
 * #PAUSE_MILLIS} ms, whatever has come together.
 */
public final class CompileLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CompileLoop.class);
  private static final long PAUSE_MILLIS = 30;
  private static final Duration RESTORE_PAUSE = Duration.ofSeconds(2);
  private static final int RESTORE_ATTEMPTS = 5;

  private final ClusterSource source;
  private final Publisher publisher;
  private final long epoch;
  private final LongSupplier term;
  private final Supplier<LastGood> kept;
  private final Consumer<Compilation> compiled;
  private final OperatorMetrics metrics;
  private final Pending pending;
  private final Thread thread;

  // Touched by the loop's thread only.
  private final CompileCache cache = new CompileCache();
  private LastGood lastGood = LastGood.NOTHING;
  private Map<String, Long> seen = Map.of();
  private BackendAddresses addresses;

  private volatile boolean ready;

  /**
   * @param pending filled by the source's listener
   * @param term of the leader lease, as last seen
   * @param kept what was served before this replica started; asked once, before anything is
   *     compiled
   * @param compiled told of each compilation, after it is published; must not wait
   */
  public CompileLoop(
      ClusterSource source,
      Pending pending,
      Publisher publisher,
      long epoch,
      LongSupplier term,
      Supplier<LastGood> kept,
      Consumer<Compilation> compiled,
      OperatorMetrics metrics) {
    this.source = source;
    this.pending = pending;
    this.addresses = BackendAddresses.of(source.collect().resources());
    this.publisher = publisher;
    this.epoch = epoch;
    this.term = term;
    this.kept = kept;
    this.compiled = compiled;
    this.metrics = metrics;
    this.thread = Thread.ofPlatform().daemon().name("compile").unstarted(this::run);
  }

  public CompileLoop start() {
    pending.add(new Change.Configuration());
    thread.start();
    return this;
  }

  /** Whether a first configuration is published. */
  public boolean ready() {
    return ready;
  }

  private void run() {
    try {
      restore();
      while (!Thread.currentThread().isInterrupted()) {
        pending.await();
        turn();
        // The only pause: what comes meanwhile is taken together.
        pending.pause(Duration.ofMillis(PAUSE_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Without what was served before, rules that are broken now would be left out instead of kept: so
   * an API server that stumbles is given time, but not for ever, for the other rules wait too.
   */
  private void restore() throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        lastGood = kept.get();
        return;
      } catch (RuntimeException e) {
        if (attempt == RESTORE_ATTEMPTS) {
          LOG.error("what was served last cannot be read; starting without it", e);
          return;
        }
        LOG.warn("what was served last cannot be read, trying again: {}", e.getMessage());
        pending.pause(RESTORE_PAUSE);
      }
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  private void turn() {
    Map<String, Long> told = source.toldOfEndpoints();
    Pending.Work work = pending.take();
    try {
      if (work.configuration()) {
        compileAll();
      } else {
        publishEndpoints(work.services(), told);
      }
    } catch (RuntimeException e) {
      // A fault of ours. What is published stays; the next change tries again.
      metrics.compileFailed();
      LOG.error("compile failed; data planes keep what they have", e);
    }
  }

  private void compileAll() {
    long begun = System.nanoTime();
    Collected collected = source.collect();
    Compilation compilation = Compiler.compile(collected.resources(), lastGood, cache);
    // Which Secrets are referred to is known only now.
    if (source.want(compilation.secrets(), compilation.selections())) {
      collected = source.collect();
      compilation = Compiler.compile(collected.resources(), lastGood, cache);
    }
    lastGood = compilation.lastGood();
    addresses = BackendAddresses.of(collected.resources());
    seen = collected.seen();
    Position position = position();
    compilation
        .planes()
        .forEach((dataPlane, plane) -> publisher.publish(dataPlane, publication(plane, position)));
    publisher.retain(compilation.planes().keySet());
    metrics.compiled(Duration.ofNanos(System.nanoTime() - begun));
    ready = true;
    compiled.accept(compilation);
  }

  private static Publication publication(CompiledPlane plane, Position position) {
    Map<ObjectKey, EndpointSet> endpoints = new TreeMap<>();
    plane.endpoints().forEach(set -> endpoints.put(set.backend(), set));
    return new Publication(plane.encoded(), endpoints, position);
  }

  private void publishEndpoints(Set<ObjectKey> services, Map<String, Long> told) {
    List<EndpointSet> changed = new ArrayList<>();
    services.forEach(service -> changed.addAll(source.endpoints(service, addresses)));
    Map<String, Long> advanced = new HashMap<>(seen);
    told.forEach((kind, version) -> advanced.merge(kind, version, Math::max));
    seen = advanced;
    Position position = position();
    for (ObjectKey dataPlane : publisher.dataPlanes()) {
      publisher
          .published(dataPlane)
          .flatMap(publication -> publication.withEndpoints(changed, position))
          .ifPresent(
              publication -> {
                publisher.publish(dataPlane, publication);
                metrics.endpointsPublished();
              });
    }
  }

  private Position position() {
    return new Position(epoch, term.getAsLong(), seen);
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /** What waits to be done; filled by any thread, emptied by the loop. */
  public static final class Pending {
    private boolean configuration;
    private Runnable statusListener = () -> {};
    private Set<ObjectKey> services = new HashSet<>();

    record Work(boolean configuration, Set<ObjectKey> services) {}

    /** Never waits. */
    public synchronized void add(Change change) {
      switch (change) {
        case Change.Configuration all -> configuration = true;
        case Change.Endpoints endpoints -> services.add(endpoints.service());
        case Change.Status touched -> {
          statusListener.run();
          return;
        }
      }
      notifyAll();
    }

    /** Hears of statuses that somebody wrote; must not wait. */
    public synchronized void onStatus(Runnable listener) {
      statusListener = listener;
    }

    synchronized void await() throws InterruptedException {
      while (!configuration && services.isEmpty()) {
        wait();
      }
    }

    /** Until the time is over, whatever comes. */
    synchronized void pause(Duration duration) throws InterruptedException {
      long end = System.nanoTime() + duration.toNanos();
      for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
        wait(Duration.ofNanos(left).toMillis() + 1);
      }
    }

    synchronized Work take() {
      Work work = new Work(configuration, services);
      configuration = false;
      services = new HashSet<>();
      return work;
    }
  }
}
