package dev.sluice.dataplane.limit.count;

/** Who is told how much memory a counter takes. Never waits. */
public interface Account {
  /** Of counters that no table has. */
  Account NOBODY =
      new Account() {
        @Override
        public void took(long bytes) {}

        @Override
        public void settle(long now) {}
      };

  /** So much more than before, or less. May be called while the counter is held. */
  void took(long bytes);

  /** After that, once nothing is held: where it was too much, some keys have to go. */
  void settle(long now);
}
