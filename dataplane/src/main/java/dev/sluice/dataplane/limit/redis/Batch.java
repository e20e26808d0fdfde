package dev.sluice.dataplane.limit.redis;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Questions that go to a server together. */
final class Batch {
  private final List<Question> questions;
  private final int asks;
  private final long sent;
  private final AtomicBoolean over = new AtomicBoolean();

  Batch(List<Question> questions, long sent) {
    this.questions = questions;
    this.sent = sent;
    int all = 0;
    for (Question question : questions) {
      all += question.asks().size();
    }
    asks = all;
  }

  List<Question> questions() {
    return questions;
  }

  int asks() {
    return asks;
  }

  long sent() {
    return sent;
  }

  /**
   * It is answered, or nobody waits for that any more.
   *
   * @return whether this is the first to say so
   */
  boolean end() {
    return !over.getAndSet(true);
  }

  /**
   * @return how many had no answer yet
   */
  int fail(FailureCause cause) {
    int failed = 0;
    for (Question question : questions) {
      failed += question.fail(cause);
    }
    return failed;
  }
}
