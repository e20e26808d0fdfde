package dev.sluice.dataplane.auth.introspection;

import dev.sluice.dataplane.auth.line.ClientShare;
import dev.sluice.dataplane.auth.line.FairLine;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Questions before one issuer. So many are put at a time, so many more may wait, and of those that
 * wait each client has its turn after the others: who sends a flood waits behind himself.
 */
final class Line {
  /** At 10 ms an answer, 3,200 new tokens a second. */
  static final int MOST_ASKED = 32;

  static final int MOST_WAITING = 512;

  static final int MOST_OF_ONE_CLIENT = 256;

  private final Consumer<Runnable> threads;
  private final FairLine<Waiting> waiting = new FairLine<>(MOST_WAITING, MOST_OF_ONE_CLIENT);
  private int asked;

  /**
   * @param displaced what happens if it gives up its place to who has fewer
   */
  private record Waiting(Runnable question, Runnable displaced) {}

  /**
   * @param threads each takes a task that blocks
   */
  Line(Consumer<Runnable> threads) {
    this.threads = threads;
  }

  /**
   * @param client address for which is asked
   * @param displaced is run instead if the question is not put after all
   * @return false if too many wait already: neither will be run
   */
  boolean add(String client, Runnable question, Runnable displaced) {
    FairLine.Place<Waiting> place;
    synchronized (this) {
      if (asked < MOST_ASKED) {
        asked++;
        place = null;
      } else {
        place = waiting.add(ClientShare.of(client), new Waiting(question, displaced));
      }
    }
    return switch (place) {
      case null -> {
        threads.accept(() -> work(question));
        yield true;
      }
      case FairLine.Place.Given<Waiting> given -> true;
      case FairLine.Place.Taken<Waiting>(Waiting other) -> {
        other.displaced().run();
        yield true;
      }
      case FairLine.Place.None<Waiting> none -> false;
    };
  }

  private void work(Runnable first) {
    for (Runnable question = first; question != null; question = next()) {
      question.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    Waiting next = waiting.next();
    if (next == null) {
      asked--;
      return null;
    }
    return next.question();
  }

  int size() {
    return waiting.size();
  }
}
