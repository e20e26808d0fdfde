package dev.sluice.dataplane.upstream.balance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** A candidate that is what a test says. */
final class Fake implements Candidate {
  private final String name;
  private final LatencyEstimate latency = new LatencyEstimate();
  int weight = 1;
  String zone = "";
  int load;
  long nanosInService = Long.MAX_VALUE;

  Fake(String name) {
    this.name = name;
  }

  static Fake weighing(String name, int weight) {
    Fake fake = new Fake(name);
    fake.weight = weight;
    return fake;
  }

  static Fake in(String zone, String name) {
    Fake fake = new Fake(name);
    fake.zone = zone;
    return fake;
  }

  static Fake[] some(int count) {
    Fake[] fakes = new Fake[count];
    for (int i = 0; i < count; i++) {
      fakes[i] = new Fake("10.0.0." + i + ":8080");
    }
    return fakes;
  }

  static Dice dice(long seed) {
    return new Random(seed)::nextInt;
  }

  /** How often each was chosen. */
  static Map<Fake, Integer> count(int times, Supplier<Fake> choice) {
    Map<Fake, Integer> counts = new HashMap<>();
    for (int i = 0; i < times; i++) {
      counts.merge(choice.get(), 1, Integer::sum);
    }
    return counts;
  }

  /** Pearson's sum: how far counts are from what the weights say. */
  static double chiSquare(Map<Fake, Integer> counts, Fake... expected) {
    double total = counts.values().stream().mapToInt(Integer::intValue).sum();
    double weights = 0;
    for (Fake fake : expected) {
      weights += fake.weight;
    }
    double sum = 0;
    for (Fake fake : expected) {
      double wanted = total * fake.weight / weights;
      double difference = counts.getOrDefault(fake, 0) - wanted;
      sum += difference * difference / wanted;
    }
    return sum;
  }

  static List<Long> keys(int count) {
    List<Long> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(StableHash.of("user-" + i));
    }
    return keys;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int weight() {
    return weight;
  }

  @Override
  public String zone() {
    return zone;
  }

  @Override
  public int load() {
    return load;
  }

  @Override
  public long nanosInService(long now) {
    return nanosInService;
  }

  @Override
  public LatencyEstimate latency() {
    return latency;
  }

  @Override
  public String toString() {
    return name;
  }
}
