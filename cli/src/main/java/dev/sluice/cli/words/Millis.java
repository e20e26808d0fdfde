package dev.sluice.cli.words;

/** Milliseconds as users write durations: {@code 1h30m}, {@code 250ms}. */
public final class Millis {
  private static final long[] UNITS = {3_600_000, 60_000, 1_000, 1};
  private static final String[] NAMES = {"h", "m", "s", "ms"};

  private Millis() {}

  public static String text(long millis) {
    if (millis == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    long left = millis;
    for (int i = 0; i < UNITS.length; i++) {
      if (left >= UNITS[i]) {
        text.append(left / UNITS[i]).append(NAMES[i]);
        left %= UNITS[i];
      }
    }
    return text.toString();
  }
}
