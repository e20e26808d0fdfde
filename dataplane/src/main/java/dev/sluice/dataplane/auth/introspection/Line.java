package dev.sluice.dataplane.auth.introspection;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Questions before one issuer. So many are put at a time, so many more may wait, and of those that
 * wait each client address has its turn after the others: who sends a flood waits behind himself.
 */
final class Line {
  /** At 10 ms an answer, 3,200 new tokens a second. */
  static final int MOST_ASKED = 32;

  static final int MOST_WAITING = 512;

  static final int MOST_OF_ONE_ADDRESS = 256;

  private final Consumer<Runnable> threads;
  private final Map<String, Deque<Runnable>> waiting = new LinkedHashMap<>();
  private int asked;
  private int inLine;

  /**
   * @param threads each takes a task that blocks
   */
  Line(Consumer<Runnable> threads) {
    this.threads = threads;
  }

  /**
   * @param client address for which is asked
   * @return false if too many wait already: the question is not put
   */
  boolean add(String client, Runnable question) {
    synchronized (this) {
      if (asked >= MOST_ASKED) {
        return await(client, question);
      }
      asked++;
    }
    threads.accept(() -> work(question));
    return true;
  }

  private boolean await(String client, Runnable question) {
    Deque<Runnable> own = waiting.get(client);
    if (inLine >= MOST_WAITING || own != null && own.size() >= MOST_OF_ONE_ADDRESS) {
      return false;
    }
    waiting.computeIfAbsent(client, address -> new ArrayDeque<>()).add(question);
    inLine++;
    return true;
  }

  private void work(Runnable first) {
    for (Runnable question = first; question != null; question = next()) {
      question.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    Iterator<Map.Entry<String, Deque<Runnable>>> addresses = waiting.entrySet().iterator();
    if (!addresses.hasNext()) {
      asked--;
      return null;
    }
    Map.Entry<String, Deque<Runnable>> turn = addresses.next();
    String client = turn.getKey();
    Deque<Runnable> own = turn.getValue();
    addresses.remove();
    Runnable question = own.poll();
    if (!own.isEmpty()) {
      waiting.put(client, own);
    }
    inLine--;
    return question;
  }

  synchronized int size() {
    return inLine;
  }
}
