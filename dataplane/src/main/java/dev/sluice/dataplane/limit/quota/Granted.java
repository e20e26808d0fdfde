package dev.sluice.dataplane.limit.quota;

import dev.sluice.dataplane.limit.count.Amount;

/**
 * The share of one counter that was handed out, and what becomes of it. Who has more than an equal
 * share falls back at once when it runs out; who has less waits half as long again, until the
 * others have fallen back for certain.
 *
 * @param until {@link System#nanoTime()} at which it runs out
 */
record Granted(long part, Amount share, long equalPart, Amount equal, long until, long lease) {

  static Granted of(Amount whole, long part, long equalPart, long until, long lease) {
    return new Granted(
        part, Parts.of(whole, part), equalPart, Parts.of(whole, equalPart), until, lease);
  }

  Amount at(long now) {
    long over = now - until;
    return over < 0 || (part < equalPart && over < lease / 2) ? share : equal;
  }

  long partAt(long now) {
    long over = now - until;
    return over < 0 || (part < equalPart && over < lease / 2) ? part : equalPart;
  }

  /** Whether it can be forgotten. */
  boolean isOver(long now) {
    return now - until >= lease / 2;
  }
}
