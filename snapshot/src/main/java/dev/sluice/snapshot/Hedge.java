package dev.sluice.snapshot;

/** Whether a read that takes long is asked a second time, of another endpoint. */
public sealed interface Hedge extends BackendPart {
  Hedge OFF = new Off();
  Hedge OF_BACKEND = new OfBackend();

  /** As its backend says: what a rule has when nobody says more. Never of a backend. */
  record OfBackend() implements Hedge {
    @Override
    public String toString() {
      return "as the backend says";
    }
  }

  /** One request, one try at a time. */
  record Off() implements Hedge {
    @Override
    public String toString() {
      return "never";
    }
  }

  /**
   * @param millis after so long without the head of an answer, 1 or more
   * @param max extra tries at the same time, 1 or more
   */
  record After(long millis, int max) implements Hedge {
    @Override
    public String toString() {
      return "after " + Timeout.text(millis) + ", at most " + max;
    }
  }

  /**
   * @param percentile of the backend's recent latencies, 50 to 99
   * @param max as in {@link After}
   */
  record AfterPercentile(int percentile, int max) implements Hedge {
    @Override
    public String toString() {
      return "after p" + percentile + ", at most " + max;
    }
  }
}
