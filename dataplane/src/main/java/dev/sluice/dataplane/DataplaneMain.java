package dev.sluice.dataplane;

import dev.sluice.dataplane.source.KeptByOperator;
import dev.sluice.dataplane.source.LastGoodStore;
import dev.sluice.dataplane.source.PushSource;
import dev.sluice.dataplane.source.Wellbeing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * The data plane as a process of its own: configuration from the operator's push stream, or from
 * its own disk while there is none. Exit codes: 0 after a drain, 1 if it cannot start, 2 for
 * arguments that cannot be used.
 */
public final class DataplaneMain {
  private DataplaneMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    switch (DataplaneArguments.parse(arguments, System.getenv())) {
      case DataplaneArguments.Help help -> System.out.print(DataplaneArguments.USAGE);
      case DataplaneArguments.Invalid invalid -> {
        invalid.problems().forEach(System.err::println);
        System.exit(2);
      }
      case DataplaneArguments.Valid valid -> {
        LogSetup.install();
        run(valid);
      }
    }
  }

  private static void run(DataplaneArguments.Valid arguments) throws InterruptedException {
    Logger log = LoggerFactory.getLogger(DataplaneMain.class);
    Dataplane dataplane;
    LastGoodStore store;
    try {
      store = LastGoodStore.open(arguments.stateDirectory());
      dataplane = Dataplane.start(arguments.dataplane());
    } catch (IOException | UncheckedIOException e) {
      log.error("cannot start: {}", e.getMessage());
      System.exit(1);
      return;
    }
    PushSource source =
        PushSource.start(
            arguments.push(),
            new ServingSink(dataplane, System.out),
            new Wellbeing(dataplane::backends, dataplane::providers, dataplane::store),
            dataplane.quotas(),
            store,
            arguments.bootstrapDirectory().map(KeptByOperator::new));
    onSignal(
        () -> {
          source.draining();
          dataplane.drain();
          source.close();
          store.close();
          dataplane.close();
          System.exit(0);
        });
    new CountDownLatch(1).await();
  }

  private interface Leave {
    void run() throws InterruptedException;
  }

  /** The first signal drains; whoever sends a second one has no time. */
  private static void onSignal(Leave leave) {
    AtomicBoolean leaving = new AtomicBoolean();
    for (String name : new String[] {"TERM", "INT"}) {
      Signal.handle(
          new Signal(name),
          signal -> {
            if (leaving.getAndSet(true)) {
              Runtime.getRuntime().halt(1);
            }
            Thread.ofPlatform()
                .name("drain")
                .start(
                    () -> {
                      try {
                        leave.run();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
          });
    }
  }
}
