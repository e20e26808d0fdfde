package dev.sluice.dataplane.redis;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis in a process of its own: the one that is installed, or the one that comes in a jar.
 * It keeps nothing on disk.
 */
public final class TestRedis implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path EXECUTABLE = executable();

  private final int port;
  private final Process process;

  private TestRedis(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /** Whether it is the installed one, which can do what the one in a jar may not, such as TLS. */
  public static boolean isInstalled() {
    return EXECUTABLE.startsWith("/usr") || EXECUTABLE.startsWith("/opt");
  }

  private static Path executable() {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path found = Path.of(directory, "redis-server");
      if (Files.isExecutable(found)) {
        return found.toAbsolutePath();
      }
    }
    try {
      return ExecutableProvider.newJarResourceProvider().get().toPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On a free port. */
  public static TestRedis start(String... options) {
    return startAt(freePort(), options);
  }

  /** On the port of one that was there before. */
  public static TestRedis startAt(int port, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(EXECUTABLE.toString(), "--port", Integer.toString(port), "--save", ""));
    command.addAll(List.of("--appendonly", "no", "--bind", "127.0.0.1"));
    command.addAll(List.of(options));
    TestRedis started = new TestRedis(port, run(command));
    started.awaitAnswer();
    return started;
  }

  /**
   * With TLS and nothing else.
   *
   * @param options those of TLS besides the port
   */
  public static TestRedis startWithTls(String... options) {
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(EXECUTABLE.toString(), "--port", "0", "--tls-port", Integer.toString(port)));
    command.addAll(List.of("--save", "", "--bind", "127.0.0.1"));
    command.addAll(List.of(options));
    TestRedis started = new TestRedis(port, run(command));
    started.awaitPort();
    return started;
  }

  /** One that watches another. */
  public static TestRedis sentinel(String master, int watched) {
    int port = freePort();
    try {
      Path file = Files.createTempFile("sentinel", ".conf");
      file.toFile().deleteOnExit();
      Files.writeString(
          file,
          """
          port %d
          bind 127.0.0.1
          sentinel monitor %s 127.0.0.1 %d 1
          sentinel down-after-milliseconds %s 500
          sentinel failover-timeout %s 2000
          """
              .formatted(port, master, watched, master, master));
      TestRedis started =
          new TestRedis(port, run(List.of(EXECUTABLE.toString(), file.toString(), "--sentinel")));
      started.awaitAnswer();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process run(List<String> command) {
    try {
      return new ProcessBuilder(command)
          .directory(Files.createTempDirectory("redis").toFile())
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // The bus of a cluster is 10,000 above.
      return socket.getLocalPort() < 55_000 ? socket.getLocalPort() : freePort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitPort() {
    org.awaitility.Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
              } catch (IOException e) {
                return false;
              }
            });
  }

  private void awaitAnswer() {
    awaitPort();
    org.awaitility.Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !command("PING").isEmpty());
  }

  public int port() {
    return port;
  }

  /** The first line of the answer, and what follows at once. */
  public String command(String... words) {
    StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      request.append('$').append(bytes.length).append("\r\n").append(word).append("\r\n");
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      InputStream in = new BufferedInputStream(socket.getInputStream());
      StringBuilder answer = new StringBuilder();
      for (int c = in.read(); c >= 0; c = in.read()) {
        answer.append((char) c);
        if (c == '\n' && in.available() == 0) {
          break;
        }
      }
      return answer.toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** It hears and says nothing, and its connections stay. */
  public void pause() {
    signal("-STOP");
  }

  public void resume() {
    signal("-CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** At once, as in a crash. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
