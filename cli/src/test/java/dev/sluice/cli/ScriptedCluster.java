package dev.sluice.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An API server with nothing in it, which answers some questions as a test wants it. */
final class ScriptedCluster implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();

  /**
   * @param retryAfter the header; empty: none
   */
  record Answer(int status, String retryAfter, String message) {}

  ScriptedCluster() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Answers so, one after the other, to questions for that plural name; the last for ever. */
  ScriptedCluster say(String plural, Answer... script) {
    answers.put(plural, new ArrayDeque<>(List.of(script)));
    return this;
  }

  /** Plural names, in the order in which they were asked for. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  static Path kubeconfig(Path directory, String url) throws IOException {
    return Files.writeString(
        directory.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "%s"}}]
        users: [{name: u, user: {token: t}}]
        contexts: [{name: c, context: {cluster: c, user: u}}]
        current-context: c
        """
            .formatted(url));
  }

  Path kubeconfig(Path directory) throws IOException {
    return kubeconfig(directory, url());
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String plural = path.substring(path.lastIndexOf('/') + 1);
    asked.add(plural);
    Queue<Answer> script = answers.get(plural);
    Answer answer = null;
    if (script != null) {
      synchronized (this) {
        answer = script.size() > 1 ? script.poll() : script.peek();
      }
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (answer == null || answer.status() == 200) {
      send(exchange, 200, "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}");
      return;
    }
    if (!answer.retryAfter().isEmpty()) {
      exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
    }
    send(
        exchange,
        answer.status(),
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"%s\",\"code\":%d}"
            .formatted(answer.message(), answer.status()));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
