package dev.sluice.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times in milliseconds. */
final class Percentiles {
  private final List<Double> millis = new ArrayList<>();

  void add(long nanos) {
    millis.add(nanos / 1e6);
  }

  private double at(double share) {
    Collections.sort(millis);
    return millis.get((int) Math.ceil(share * millis.size()) - 1);
  }

  String line(String what) {
    return "%-44s p50 %7.2f   p99 %7.2f   max %7.2f%n".formatted(what, at(0.5), at(0.99), at(1));
  }
}
