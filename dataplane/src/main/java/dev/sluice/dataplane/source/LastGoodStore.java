package dev.sluice.dataplane.source;

import dev.sluice.dataplane.limit.quota.Replicated;
import dev.sluice.dataplane.state.StateFile;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.PushCodec;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.SnapshotException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good state on this data plane's own disk, so that a restarted container serves at once,
 * with the operator and the API server away.
 *
 * <p>States are written on a thread of their own, the first at once and then at most one a second,
 * for each is written whole; what a newer one replaced before it was written is never written.
 */
public final class LastGoodStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LastGoodStore.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final String FILE = "last-good.json.gz";

  private final StateFile file;
  private final RefusedFile refused;
  private final ReplicasFile replicas;
  private final Thread writer;
  private final Object lock = new Object();
  private @Nullable KeptState pending;
  private @Nullable Replicated pendingReplicas;
  private boolean closed;

  private LastGoodStore(Path directory) {
    this.file = new StateFile(directory, FILE);
    this.refused = new RefusedFile(directory);
    this.replicas = new ReplicasFile(directory);
    this.writer = Thread.ofPlatform().daemon().name("last-good-writer").unstarted(this::run);
  }

  /**
   * @param directory made if it is not there
   * @throws IOException if it cannot be made or written; the message names it
   */
  public static LastGoodStore open(Path directory) throws IOException {
    StateFile.prepare(directory);
    LastGoodStore store = new LastGoodStore(directory);
    store.writer.start();
    return store;
  }

  /** What was last saved; a file that is damaged is put aside, and told in the log. */
  Optional<HeldState> load() {
    try {
      Optional<byte[]> bytes = file.read(Integer.MAX_VALUE);
      return bytes.isEmpty() ? Optional.empty() : Optional.of(state(bytes.get()));
    } catch (IOException | SnapshotException e) {
      LOG.error(
          "the last good snapshot {} is not used, starting without it: {}", file, e.getMessage());
      try {
        LOG.error("kept as {}", file.putAside());
      } catch (IOException again) {
        LOG.error("{} cannot be put aside: {}", file, again.getMessage());
      }
      return Optional.empty();
    }
  }

  /**
   * What a snapshot said of credentials that was refused while this state was in force. To be asked
   * before anything is saved.
   */
  Optional<EncodedSnapshot> refusedAfter(HeldState state) {
    return refused.load(state.snapshot().version());
  }

  /** By how many limits were divided last. To be asked before anything is saved. */
  Optional<Replicated> replicas() {
    return replicas.load();
  }

  private static HeldState state(byte[] bytes) {
    PushMessage message = PushCodec.decodePush(bytes);
    if (message instanceof PushMessage.FullSnapshot full) {
      return HeldState.of(full);
    }
    throw new SnapshotException("it is a " + message.getClass().getSimpleName());
  }

  /** Saves soon; returns at once. */
  void save(KeptState state) {
    synchronized (lock) {
      pending = state;
      lock.notifyAll();
    }
  }

  /** Likewise. */
  void save(Replicated last) {
    synchronized (lock) {
      pendingReplicas = last;
      lock.notifyAll();
    }
  }

  /** Writes what is pending, then stops. */
  @Override
  public void close() throws InterruptedException {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    writer.join(5_000);
  }

  private void run() {
    HeldState written = null;
    long notBefore = System.nanoTime();
    while (true) {
      Pending next;
      try {
        next = next(notBefore);
      } catch (InterruptedException e) {
        return;
      }
      KeptState state = next.state();
      if (state == null && next.replicas() == null) {
        return;
      }
      notBefore = System.nanoTime() + PAUSE_NANOS;
      if (next.replicas() != null) {
        write(next.replicas());
      }
      if (state == null) {
        continue;
      }
      try {
        write(state, written);
        written = state.state();
      } catch (IOException e) {
        LOG.error(
            "the last good snapshot {} cannot be saved; a restart will start without it: {}",
            file,
            e.toString());
      }
    }
  }

  private void write(Replicated last) {
    try {
      replicas.write(last);
    } catch (IOException e) {
      LOG.error(
          "{} cannot be saved; after a restart without the operator limits of all replicas count as"
              + " those of one: {}",
          ReplicasFile.FILE,
          e.toString());
    }
  }

  /**
   * In an order that leaves nothing wrong behind wherever it breaks off: what was refused belongs
   * to one version, and is passed over with another.
   *
   * @param written what is on the disk
   */
  private void write(KeptState next, @Nullable HeldState written) throws IOException {
    String version = next.state().snapshot().version();
    if (next.refused().isEmpty() && refused.isAfter(version)) {
      refused.delete();
    }
    if (next.state() != written) {
      file.write(PushCodec.encode(next.state().asMessage()));
    }
    if (next.refused().isPresent()) {
      refused.write(version, next.refused().get());
    } else {
      refused.delete();
    }
  }

  /** What is to be written next. */
  private record Pending(@Nullable KeptState state, @Nullable Replicated replicas) {}

  /**
   * Waits for something to write and for its time to come; who closes does not wait. Nothing of
   * both when there will be no more.
   */
  private Pending next(long notBefore) throws InterruptedException {
    synchronized (lock) {
      while (pending == null && pendingReplicas == null && !closed) {
        lock.wait();
      }
      for (long left = notBefore - System.nanoTime();
          left > 0 && !closed;
          left = notBefore - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(lock, left);
      }
      Pending next = new Pending(pending, pendingReplicas);
      pending = null;
      pendingReplicas = null;
      return next;
    }
  }
}
