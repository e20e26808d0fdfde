package dev.sluice.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Requests at a fixed rate, whatever becomes of the ones before: each has a moment at which it
 * ought to start, and its latency counts from then, also when it had to wait for a connection. So a
 * proxy that stands still for a moment pays for all that should have happened meanwhile.
 *
 * <p>Reads lines of {@code PORT PATH CONNECTIONS RATE SECONDS}, or with {@code @FILE} for the path,
 * which has the requests as {@link Call#read} wants them, and answers each with {@code REQUESTS P50
 * P99 P99.9 MAX LATE}, times in microseconds. {@code LATE} is by how much the generator itself was
 * late with one request in a hundred: it limits what can be told from p99.
 */
public final class OpenLoop {
  private OpenLoop() {}

  public static void main(String[] arguments) throws Exception {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.split(" ", -1);
      if (words.length != 5) {
        throw new IOException("not PORT PATH CONNECTIONS RATE SECONDS: " + line);
      }
      int rate = Integer.parseInt(words[3]);
      int count = rate * Integer.parseInt(words[4]);
      int port = Integer.parseInt(words[0]);
      List<Call> calls =
          words[1].startsWith("@")
              ? Call.read(Path.of(words[1].substring(1)))
              : List.of(Call.get(port, words[1]));
      try (var load = new SteadyLoad(port, calls, Integer.parseInt(words[2]), count)) {
        load.run(1_000_000_000L / rate);
        System.out.println(line(load.latencies(), load.lateness()));
      }
    }
  }

  private static String line(long[] latencies, long[] lateness) {
    Arrays.sort(latencies);
    Arrays.sort(lateness);
    return "%d %.1f %.1f %.1f %.1f %.1f"
        .formatted(
            latencies.length,
            at(latencies, 0.5),
            at(latencies, 0.99),
            at(latencies, 0.999),
            at(latencies, 1),
            at(lateness, 0.99));
  }

  private static double at(long[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e3;
  }
}
