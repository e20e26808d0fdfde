package dev.sluice.dataplane;

import static dev.sluice.dataplane.LimitConfig.in;

import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Algorithm;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.OnFailure;
import dev.sluice.snapshot.SharedStore;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Every way to count: where, and by which algorithm. */
record Counting(Place place, Algorithm algorithm) {
  enum Place {
    LOCAL(new CounterStore.Local()),
    CLUSTER(new CounterStore.Cluster()),
    REDIS(new CounterStore.Shared(false, OnFailure.CLOSED)),
    LEASED(new CounterStore.Shared(true, OnFailure.CLOSED));

    private final CounterStore store;

    Place(CounterStore store) {
      this.store = store;
    }
  }

  static Stream<Counting> all() {
    return Arrays.stream(Place.values())
        .flatMap(
            place ->
                Arrays.stream(Algorithm.values()).map(algorithm -> new Counting(place, algorithm)));
  }

  boolean needsRedis() {
    return place == Place.REDIS || place == Place.LEASED;
  }

  /** So many an hour. */
  RateLimit limit(String name, long requests, LimitKeyPart... key) {
    long burst = algorithm == Algorithm.TOKEN_BUCKET ? requests : 0;
    Amount amount = new Amount(requests, 24 * LimitConfig.LONG, burst);
    return in(place.store, LimitConfig.rate(name, algorithm, amount, 1, "", key));
  }

  static Config at(Config config, int port) {
    return config.store(
        new SharedStore.Redis(
            List.of("127.0.0.1:" + port),
            SharedStore.Mode.STANDALONE,
            false,
            0,
            "",
            SharedStore.Login.NONE,
            List.of()));
  }

  @Override
  public String toString() {
    return place + " " + algorithm;
  }
}
