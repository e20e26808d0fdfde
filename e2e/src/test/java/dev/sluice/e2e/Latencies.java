package dev.sluice.e2e;

import dev.sluice.operator.cluster.KubeTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times of a benchmark, as a line of its report. */
final class Latencies {
  private final List<Double> millis = new ArrayList<>();

  void add(long nanos) {
    millis.add(nanos / 1e6);
  }

  String line(String what) {
    Collections.sort(millis);
    return "%s   p50 %.1f   p90 %.1f   p99 %.1f   max %.1f%n"
        .formatted(what, at(0.5), at(0.9), at(0.99), millis.getLast());
  }

  private double at(double share) {
    return millis.get((int) Math.ceil(share * millis.size()) - 1);
  }

  /** Prints the report, and leaves it for benchmarks/run.sh. */
  static void report(String name, String text) throws IOException {
    System.out.println(text);
    Path out = KubeTools.sourceTree().resolve("benchmarks/target/" + name + ".txt");
    Files.createDirectories(out.getParent());
    Files.writeString(out, text);
  }
}
