package dev.sluice.dataplane.auth.line;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A bounded line in which clients take turns: however many of one client stand in it, the next is
 * of another. When it is full, who has the most in it gives up a place to who has fewer, so that no
 * client, and no number of clients that leave places over, keeps another from standing in it.
 *
 * @param <T> what waits
 */
public final class FairLine<T> {
  private final int most;
  private final int mostOfOne;
  private final Map<String, Deque<T>> waiting = new HashMap<>();
  private final Deque<String> turns = new ArrayDeque<>();
  private int size;

  /**
   * @param most of all
   * @param mostOfOne of one client
   */
  public FairLine(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** What became of who wanted to stand in the line. */
  public sealed interface Place<T> {
    /** It stands there. */
    record Given<T>() implements Place<T> {}

    /** It stands there in the place of another, who does not any more. */
    record Taken<T>(T from) implements Place<T> {}

    record None<T>() implements Place<T> {}
  }

  public synchronized Place<T> add(String client, T one) {
    Deque<T> own = waiting.get(client);
    int before = own == null ? 0 : own.size();
    if (before >= mostOfOne) {
      return new Place.None<>();
    }
    T displaced = null;
    if (size >= most) {
      displaced = displaced(before + 1);
      if (displaced == null) {
        return new Place.None<>();
      }
    }
    if (own == null) {
      own = new ArrayDeque<>();
      waiting.put(client, own);
      turns.addLast(client);
    }
    own.addLast(one);
    size++;
    return displaced == null ? new Place.Given<>() : new Place.Taken<>(displaced);
  }

  /** The last of the client who has the most; null if nobody has more than that. */
  private @Nullable T displaced(int than) {
    Deque<T> longest = null;
    for (Deque<T> each : waiting.values()) {
      if (longest == null || each.size() > longest.size()) {
        longest = each;
      }
    }
    // At least one stays behind, so that the client keeps its turn.
    if (longest == null || longest.size() <= than) {
      return null;
    }
    size--;
    return longest.removeLast();
  }

  /** The first of the client whose turn it is; null if nobody waits. */
  public @Nullable T next() {
    return next(client -> true);
  }

  /**
   * The same among some clients; whoever is passed over keeps its turn.
   *
   * @return null if none of them waits
   */
  public synchronized @Nullable T next(Predicate<String> may) {
    String client = turns.stream().filter(may).findFirst().orElse(null);
    if (client == null) {
      return null;
    }
    turns.remove(client);
    Deque<T> own = Objects.requireNonNull(waiting.get(client));
    T first = own.removeFirst();
    if (own.isEmpty()) {
      waiting.remove(client);
    } else {
      turns.addLast(client);
    }
    size--;
    return first;
  }

  public synchronized int size() {
    return size;
  }
}
