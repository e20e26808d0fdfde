package dev.sluice.dataplane.auth.introspection;

import dev.sluice.dataplane.auth.line.ClientShare;
import dev.sluice.dataplane.auth.line.FairLine;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Questions before one issuer. So many are put at a time, so many more may wait, and of those that
 * wait each client has its turn after the others: who sends a flood waits behind himself. However
 * long the issuer thinks about the tokens of one client, there is room left for another.
 */
final class Line {
  /** At 10 ms an answer, 3,200 new tokens a second. */
  static final int MOST_ASKED = 32;

  static final int MOST_WAITING = 512;

  static final int MOST_OF_ONE_CLIENT = 256;

  /** So many times what is free a client may have: 24 of 32 at most. */
  private static final int SHARE = 3;

  private final Consumer<Runnable> threads;
  private final FairLine<Waiting> waiting = new FairLine<>(MOST_WAITING, MOST_OF_ONE_CLIENT);
  private final Map<String, Integer> askedOf = new HashMap<>();
  private int asked;

  /**
   * @param client whose it is
   * @param displaced what happens if it gives up its place to who has fewer
   */
  private record Waiting(String client, Runnable question, Runnable displaced) {}

  /**
   * @param threads each takes a task that blocks
   */
  Line(Consumer<Runnable> threads) {
    this.threads = threads;
  }

  /**
   * @param address for which is asked
   * @param displaced is run instead if the question is not put after all
   * @return false if too many wait already: neither will be run
   */
  boolean add(String address, Runnable question, Runnable displaced) {
    Waiting one = new Waiting(ClientShare.of(address), question, displaced);
    FairLine.Place<Waiting> place;
    synchronized (this) {
      if (mayBeAsked(one.client())) {
        begin(one);
        place = null;
      } else {
        place = waiting.add(one.client(), one);
      }
    }
    return switch (place) {
      case null -> {
        threads.accept(() -> work(one));
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

  private boolean mayBeAsked(String client) {
    return askedOf.getOrDefault(client, 0) < SHARE * (MOST_ASKED - asked);
  }

  private void begin(Waiting one) {
    asked++;
    askedOf.merge(one.client(), 1, Integer::sum);
  }

  private void work(Waiting one) {
    try {
      one.question().run();
    } finally {
      synchronized (this) {
        asked--;
        askedOf.computeIfPresent(
            one.client(), (client, count) -> count == 1 ? null : Integer.valueOf(count - 1));
      }
      for (Waiting next = next(); next != null; next = next()) {
        Waiting begun = next;
        threads.accept(() -> work(begun));
      }
    }
  }

  private synchronized @Nullable Waiting next() {
    Waiting next = waiting.next(this::mayBeAsked);
    if (next != null) {
      begin(next);
    }
    return next;
  }

  int size() {
    return waiting.size();
  }
}
