package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel's share of a request is most of its cost, and its count of calls does not depend on
 * the machine: one read and one write on each side, and nothing else. Needs strace.
 */
@Tag("strace")
final class SystemCallsTest {
  private static final int CONNECTIONS = 64;
  private static final int REQUESTS_EACH = 150;
  private static final double GOAL = 5.1;

  private final List<Process> processes = new ArrayList<>();

  @TempDir private Path directory;

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
  }

  @Test
  void aProxiedRequestCostsNoMoreThanItsReadsAndWrites() throws Exception {
    try (ServerSocket backend = new ServerSocket(0, 200, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> acceptAll(backend));
      Process proxy = startProxy(backend.getLocalPort());
      int port = portOf(proxy);
      run(port, 50);

      Path counts = directory.resolve("counts");
      Process strace = attach(proxy, counts);
      run(port, REQUESTS_EACH);
      new ProcessBuilder("kill", "-INT", Long.toString(strace.pid())).start().waitFor();
      assertThat(strace.waitFor(20, TimeUnit.SECONDS)).isTrue();

      Map<String, Double> perRequest = read(counts);
      double total = perRequest.values().stream().mapToDouble(Double::doubleValue).sum();
      System.out.printf("system calls per request: %.2f %s%n", total, perRequest);
      assertThat(total).as("%s", perRequest).isLessThanOrEqualTo(GOAL);
      assertThat(perRequest.getOrDefault("epoll_ctl", 0.0)).isLessThan(0.1);
    }
  }

  private Process startProxy(int backend) throws IOException {
    Process proxy =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
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

  private static Map<String, Double> read(Path counts) throws IOException {
    Map<String, Double> perRequest = new HashMap<>();
    for (String line : Files.readAllLines(counts)) {
      String[] fields = line.strip().split(" +");
      if (fields.length >= 5
          && fields[0].matches("[0-9.]+")
          && !fields[fields.length - 1].equals("total")) {
        perRequest.put(
            fields[fields.length - 1],
            Double.parseDouble(fields[3]) / (CONNECTIONS * REQUESTS_EACH));
      }
    }
    return perRequest;
  }

  private static void run(int port, int requestsEach) throws InterruptedException {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                      socket.setTcpNoDelay(true);
                      socket.setSoTimeout(20_000);
                      for (int j = 0; j < requestsEach; j++) {
                        send(socket, "GET /1024 HTTP/1.1\r\nHost: bench\r\n\r\n");
                        readAnswer(socket.getInputStream());
                      }
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  }));
    }
    for (Thread client : clients) {
      client.join();
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void acceptAll(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static void answer(Socket socket) {
    String response = "HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\n" + "x".repeat(1024);
    try (socket) {
      socket.setTcpNoDelay(true);
      byte[] buffer = new byte[8192];
      InputStream in = socket.getInputStream();
      int end = 0;
      for (int count = in.read(buffer); count > 0; ) {
        end += count;
        if (buffer[end - 1] == '\n' && buffer[end - 3] == '\n') {
          end = 0;
          send(socket, response);
        }
        count = in.read(buffer, end, buffer.length - end);
      }
    } catch (IOException e) {
      // the proxy ended it
    }
  }

  /** The head, and 1,024 bytes behind it. */
  private static void readAnswer(InputStream in) throws IOException {
    byte[] buffer = new byte[8192];
    int end = 0;
    int wanted = Integer.MAX_VALUE;
    while (end < wanted) {
      int count = in.read(buffer, end, buffer.length - end);
      if (count < 0) {
        throw new IOException("the proxy closed the connection");
      }
      end += count;
      if (wanted == Integer.MAX_VALUE) {
        int head = new String(buffer, 0, end, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
        wanted = head < 0 ? wanted : head + 4 + 1024;
      }
    }
  }
}
