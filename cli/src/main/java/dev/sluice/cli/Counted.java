package dev.sluice.cli;

/** How many of something, in words. */
final class Counted {
  private Counted() {}

  static String of(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
