package dev.sluice.e2e.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks Chromium over its DevTools protocol, and takes the answers in any order. */
final class DevTools implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long PATIENCE_SECONDS = 60;

  private final HttpClient client;
  private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private WebSocket socket;

  @SuppressWarnings("NullAway.Init") // connect() sets the socket before anybody asks.
  private DevTools(HttpClient client) {
    this.client = client;
  }

  static DevTools connect(String address) {
    DevTools tools = new DevTools(HttpClient.newHttpClient());
    tools.socket =
        tools
            .client
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), tools.new Answers())
            .join();
    return tools;
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /**
   * @param session of a page; empty: the browser itself
   */
  JsonNode ask(String session, String method, ObjectNode parameters) {
    int id = ids.incrementAndGet();
    ObjectNode question = object().put("id", id).put("method", method);
    question.set("params", parameters);
    if (!session.isEmpty()) {
      question.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    open.put(id, answer);
    // One text at a time: the socket takes no second before the first is sent.
    synchronized (this) {
      socket.sendText(question.toString(), true).join();
    }
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("Chromium does not answer " + method, e);
    }
  }

  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    @SuppressWarnings("NullAway") // Null says that the text was taken.
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        String whole = text.toString();
        text.setLength(0);
        take(whole);
      }
      from.request(1);
      return null;
    }

    private void take(String whole) {
      try {
        JsonNode said = JSON.readTree(whole);
        CompletableFuture<JsonNode> asked = open.remove(said.path("id").asInt());
        if (asked != null) {
          if (said.has("error")) {
            asked.completeExceptionally(new IOException(said.path("error").toString()));
          } else {
            asked.complete(said.path("result"));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
  }
}
