package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What of a request's cost does not depend on the machine: one read and one write on each side and
 * nothing else of the kernel, and how much is allocated. System calls need strace.
 */
@Tag("strace")
final class SystemCallsTest {
  private static final int CONNECTIONS = 64;
  private static final int REQUESTS_EACH = 200;

  /** Reads and writes are 4; the rest is waiting, a call for several requests. */
  private static final double GOAL = 4.2;

  /** Accepting, connecting and their options, spread over the requests of a connection. */
  private static final double OPENING = 0.25;

  private static final double NONE = 0.1;

  /** The goal is 3,072; what a compiled and an interpreted path allocate differs. */
  private static final long MAX_BYTES = 4_096;

  private final List<Process> processes = new ArrayList<>();

  @TempDir private Path directory;

  enum Workload {
    GET_1_KIB("GET /1024 HTTP/1.1\r\nHost: bench\r\n\r\n"),
    POST_4_KIB(
        "POST /1024 HTTP/1.1\r\nHost: bench\r\nContent-Length: 4096\r\n\r\n" + "y".repeat(4_096)),
    GET_16_KIB("GET /16384 HTTP/1.1\r\nHost: bench\r\n\r\n");

    private final String request;

    Workload(String request) {
      this.request = request;
    }
  }

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
  }

  @ParameterizedTest
  @EnumSource
  void aProxiedRequestCostsNoMoreThanItsReadsAndWrites(Workload workload) throws Exception {
    try (MeasuredTraffic traffic = new MeasuredTraffic()) {
      Process proxy = startProxy(traffic.backendPort());
      int port = portOf(proxy);
      traffic.run(port, workload.request, CONNECTIONS, 50);
      Path counts = directory.resolve("counts");
      Process strace = attach(proxy, counts);
      traffic.run(port, workload.request, CONNECTIONS, REQUESTS_EACH);
      new ProcessBuilder("kill", "-INT", Long.toString(strace.pid())).start().waitFor();
      assertThat(strace.waitFor(60, TimeUnit.SECONDS)).isTrue();
      check(workload, read(counts));
    }
  }

  private static void check(Workload workload, Map<String, Calls> perRequest) {
    double total = perRequest.values().stream().mapToDouble(Calls::count).sum();
    System.out.printf("system calls per %s: %.2f %s%n", workload, total, perRequest);
    assertThat(total).as("%s", perRequest).isLessThanOrEqualTo(GOAL + OPENING);
    assertThat(perRequest.getOrDefault("epoll_ctl", Calls.NONE).count()).isLessThan(NONE);
    assertThat(perRequest.getOrDefault("read", Calls.NONE).errors()).isLessThan(NONE);
    assertThat(perRequest.getOrDefault("write", Calls.NONE).errors()).isLessThan(NONE);
  }

  @ParameterizedTest
  @EnumSource
  void aProxiedRequestAllocatesLittle(Workload workload) throws Exception {
    try (MeasuredTraffic traffic = new MeasuredTraffic()) {
      Process proxy = startProxy(traffic.backendPort());
      int port = portOf(proxy);
      traffic.run(port, workload.request, CONNECTIONS, 200);
      long before = ask(proxy, "allocated");
      traffic.run(port, workload.request, CONNECTIONS, REQUESTS_EACH);
      long each = (ask(proxy, "allocated") - before) / (CONNECTIONS * REQUESTS_EACH);
      System.out.printf("bytes allocated per %s: %d%n", workload, each);
      assertThat(each).isLessThanOrEqualTo(MAX_BYTES);
    }
  }

  private Process startProxy(int backend) throws IOException {
    Process proxy =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                BareProxy.class.getName(),
                "sluice",
                Integer.toString(backend))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    processes.add(proxy);
    return proxy;
  }

  private static int portOf(Process proxy) throws IOException {
    BufferedReader output = proxy.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("listening ")) {
        return Integer.parseInt(line.substring("listening ".length()));
      }
    }
    throw new IOException("the proxy did not start");
  }

  private static long ask(Process proxy, String command) throws IOException {
    OutputStream input = proxy.getOutputStream();
    input.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
    input.flush();
    return Long.parseLong(Objects.requireNonNull(proxy.inputReader().readLine(), command));
  }

  private Process attach(Process proxy, Path counts) throws Exception {
    Process strace = null;
    String problem = "";
    try {
      strace =
          new ProcessBuilder(
                  "strace", "-c", "-f", "-o", counts.toString(), "-p", Long.toString(proxy.pid()))
              .redirectErrorStream(true)
              .start();
      processes.add(strace);
      // It says so when it is attached to all threads, or why not.
      String line = strace.inputReader().readLine();
      if (line == null || !line.contains("attached")) {
        problem = String.valueOf(line);
      }
    } catch (IOException e) {
      problem = e.toString();
    }
    if (strace == null || !problem.isEmpty()) {
      String message =
          "SKIPPED: system calls per request are NOT checked, strace is of no use here: " + problem;
      System.err.println(message);
      Assumptions.abort(message);
      throw new IllegalStateException(message);
    }
    Process attached = strace;
    Thread.ofVirtual().start(() -> attached.inputReader().lines().forEach(ignored -> {}));
    return attached;
  }

  /** For each request. */
  private record Calls(double count, double errors) {
    private static final Calls NONE = new Calls(0, 0);
  }

  private static Map<String, Calls> read(Path counts) throws IOException {
    double requests = CONNECTIONS * REQUESTS_EACH;
    Map<String, Calls> perRequest = new HashMap<>();
    for (String line : Files.readAllLines(counts)) {
      String[] fields = line.strip().split(" +");
      if (fields.length >= 5
          && fields[0].matches("[0-9.]+")
          && !fields[fields.length - 1].equals("total")) {
        double errors = fields.length > 5 ? Double.parseDouble(fields[4]) : 0;
        perRequest.put(
            fields[fields.length - 1],
            new Calls(Double.parseDouble(fields[3]) / requests, errors / requests));
      }
    }
    return perRequest;
  }
}
