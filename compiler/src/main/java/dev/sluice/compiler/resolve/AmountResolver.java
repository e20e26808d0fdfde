package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.LimitReason;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.RateLimit.TierBy;
import dev.sluice.crds.RateLimit.Tiers;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Algorithm;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimit.TierSource;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How much in which time, for everybody and for some. */
final class AmountResolver {
  private static final int MOST = 1_000_000_000;
  private static final int MOST_TIERS = 32;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(744);

  private final LimitFields fields;
  private final Algorithm algorithm;
  private final long cost;

  /**
   * @param cost of a request, which must fit into each amount
   */
  AmountResolver(LimitFields fields, Algorithm algorithm, long cost) {
    this.fields = fields;
    this.algorithm = algorithm;
    this.cost = cost;
  }

  Amount resolve(dev.sluice.crds.RateLimit.Amount written, String field) {
    int before = fields.errors();
    if (written.requests() == null) {
      fields.error(LimitReason.INVALID_AMOUNT, field + ".requests", "is missing; say how many");
    }
    long requests =
        fields.number(
            LimitReason.INVALID_AMOUNT, field + ".requests", written.requests(), 0, MOST, 0);
    long millis = millis(Objects.requireNonNullElse(written.per(), ""), field + ".per");
    long burst =
        fields.number(
            LimitReason.INVALID_AMOUNT,
            field + ".burst",
            written.burst(),
            0,
            MOST,
            algorithm == Algorithm.TOKEN_BUCKET ? (int) requests : 0);
    if (fields.errors() == before) {
      check(requests, burst, written.burst() != null, field);
    }
    return new Amount(requests, millis, burst);
  }

  /** A limit of 0 refuses everybody and is meant to; one into which no request fits is not. */
  private void check(long requests, long burst, boolean burstGiven, String field) {
    if (requests == 0) {
      if (burstGiven && burst > 0) {
        fields.error(
            LimitReason.INVALID_AMOUNT,
            field + ".burst",
            "stands beside requests: 0, which refuses everybody; remove it");
      }
      return;
    }
    boolean bucket = algorithm == Algorithm.TOKEN_BUCKET;
    long most = bucket ? burst : requests + burst;
    if (most >= Math.max(1, cost)) {
      return;
    }
    boolean ofBucket = bucket && burstGiven;
    fields.error(
        LimitReason.INVALID_AMOUNT,
        field + (ofBucket ? ".burst" : ".requests"),
        (ofBucket ? "is " + burst + ", the capacity of the bucket" : "allows " + most + " at most")
            + ", and a request costs "
            + cost
            + ": none would ever pass; give "
            + Math.max(1, cost)
            + " or more, or lower cost.request");
  }

  private long millis(String written, String field) {
    Optional<Duration> duration = Durations.parse(written);
    if (duration.isEmpty()) {
      fields.error(
          LimitReason.INVALID_DURATION,
          field,
          PlainText.quote(written) + " is no duration; write one such as 1s, 1m or 24h");
      return SHORTEST.toMillis();
    }
    if (duration.get().compareTo(SHORTEST) < 0 || duration.get().compareTo(LONGEST) > 0) {
      fields.error(
          LimitReason.INVALID_DURATION,
          field,
          PlainText.quote(written) + " is out of range; give 1s to 744h, which is 31 days");
      return SHORTEST.toMillis();
    }
    return duration.get().toMillis();
  }

  RateLimit.Tiers tiers(@Nullable Tiers written, String field) {
    if (written == null) {
      return RateLimit.Tiers.NONE;
    }
    if (written.values().isEmpty() || written.values().size() > MOST_TIERS) {
      fields.error(
          LimitReason.INVALID_TIERS,
          field + ".values",
          "has "
              + written.values().size()
              + " tiers; give 1 to "
              + MOST_TIERS
              + " or remove tiers");
    }
    SortedMap<String, Amount> amounts = new TreeMap<>();
    new TreeMap<>(written.values())
        .forEach(
            (value, amount) -> {
              String place = field + ".values." + value;
              fields.name(LimitReason.INVALID_TIERS, value, place);
              amounts.put(value, resolve(amount, place));
            });
    TierBy by = written.by();
    return by == null
        ? tiers(new TierBy(null, null, null), amounts, field + ".by")
        : tiers(by, amounts, field + ".by");
  }

  private RateLimit.Tiers tiers(TierBy by, SortedMap<String, Amount> amounts, String field) {
    long given = Stream.of(by.claim(), by.header(), by.apiKey()).filter(Objects::nonNull).count();
    if (given != 1) {
      fields.error(
          LimitReason.INVALID_TIERS,
          field,
          "needs exactly one of claim, header, apiKey; "
              + (given == 0 ? "say what chooses the tier" : "remove the others"));
      return RateLimit.Tiers.NONE;
    }
    if (by.claim() != null) {
      String name = fields.name(LimitReason.INVALID_TIERS, by.claim(), field + ".claim");
      return new RateLimit.Tiers.ByValue(TierSource.CLAIM, name, amounts);
    }
    if (by.apiKey() != null) {
      String name = fields.name(LimitReason.INVALID_TIERS, by.apiKey(), field + ".apiKey");
      return new RateLimit.Tiers.ByValue(TierSource.API_KEY, name, amounts);
    }
    String name = fields.header(Objects.requireNonNull(by.header()), field + ".header");
    return new RateLimit.Tiers.ByValue(TierSource.HEADER, name, amounts);
  }
}
