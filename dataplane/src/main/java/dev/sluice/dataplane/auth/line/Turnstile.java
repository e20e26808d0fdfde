package dev.sluice.dataplane.auth.line;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Questions before one place that answers slowly. So many are put at a time, so many more may wait,
 * and of those that wait each client has its turn after the others: who sends a flood waits behind
 * himself. However long it thinks about those of one client, there is room left for another.
 */
public final class Turnstile {
  /** So many times what is free a client may have: 24 of 32 at most. */
  private static final int SHARE = 3;

  private final Consumer<Runnable> threads;
  private final Room room;
  private final FairLine<Waiting> waiting;
  private final Map<String, Integer> askedOf = new HashMap<>();
  private int asked;

  /**
   * How many there may be.
   *
   * @param asked at a time
   * @param waiting besides
   * @param waitingOfOne client
   */
  public record Room(int asked, int waiting, int waitingOfOne) {}

  /**
   * @param client whose it is
   * @param displaced what happens if it gives up its place to who has fewer
   */
  private record Waiting(String client, Runnable question, Runnable displaced) {}

  /**
   * @param threads each takes a task that blocks
   */
  public Turnstile(Room room, Consumer<Runnable> threads) {
    this.room = room;
    this.threads = threads;
    this.waiting = new FairLine<>(room.waiting(), room.waitingOfOne());
  }

  /**
   * @param address for which is asked
   * @param displaced is run instead if the question is not put after all
   * @return false if too many wait already: neither will be run
   */
  public boolean add(String address, Runnable question, Runnable displaced) {
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
    return askedOf.getOrDefault(client, 0) < SHARE * (room.asked() - asked);
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

  /** How many wait. */
  public int size() {
    return waiting.size();
  }
}
