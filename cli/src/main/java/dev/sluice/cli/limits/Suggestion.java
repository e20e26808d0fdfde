package dev.sluice.cli.limits;

import dev.sluice.cli.words.Millis;
import java.util.List;

/**
 * An amount, and what it would have refused.
 *
 * @param refused at most this part of what was asked
 * @param burst what may come at once besides; of a bucket, its capacity
 */
public record Suggestion(double refused, long requests, long burst, String per) {
  private static final List<Double> PARTS = List.of(0.0, 0.001, 0.01);

  static List<Suggestion> of(Seen seen) {
    return PARTS.stream().map(part -> of(seen, part)).toList();
  }

  /** What 99 of 100 windows need goes on for ever; more than that may come at once. */
  private static Suggestion of(Seen seen, double part) {
    long amount = Math.max(1, seen.amount(part));
    long usual = Math.max(1, Math.min(amount, seen.quantile(0.99)));
    String per = Millis.text(seen.name().millis());
    return seen.shape().isBucket()
        ? new Suggestion(part, usual, amount, per)
        : new Suggestion(part, usual, amount - usual, per);
  }

  /** As in a policy. */
  String yaml() {
    return "{requests: "
        + requests
        + ", per: "
        + per
        + (burst > 0 ? ", burst: " + burst : "")
        + "}";
  }

  String words() {
    return refused == 0 ? "nothing" : refused == 0.001 ? "0.1 %" : "1 %";
  }
}
