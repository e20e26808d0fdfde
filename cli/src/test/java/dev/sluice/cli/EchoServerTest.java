package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class EchoServerTest {
  @Test
  void answersWithWhatItReceived() throws Exception {
    try (EchoServer echo = EchoServer.start("127.0.0.1", 0, "orders");
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + echo.port() + "/a%20b?x=1"))
              .header("X-Test", "one")
              .header("X-Test", "two")
              .POST(BodyPublishers.ofByteArray(new byte[3_000_000]))
              .build();
      JsonNode body =
          JsonMapper.builder()
              .build()
              .readTree(client.send(request, BodyHandlers.ofString()).body());
      assertThat(body.path("name").asText()).isEqualTo("orders");
      assertThat(body.path("method").asText()).isEqualTo("POST");
      assertThat(body.path("path").asText()).isEqualTo("/a%20b");
      assertThat(body.path("query").asText()).isEqualTo("x=1");
      assertThat(body.path("bodySize").asLong()).isEqualTo(3_000_000);
      assertThat(body.path("headers").path("X-Test").asText()).isEqualTo("one, two");
    }
  }

  @Test
  void answersWithTheHeadersThatItIsTold() throws Exception {
    Map<String, List<String>> fields =
        RequestArguments.headers(List.of("X-Cost: 7", "X-Two: a", "X-Two: b"));
    try (EchoServer echo = EchoServer.start("127.0.0.1", 0, "orders", fields);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + echo.port() + "/")).build();
      var headers = client.send(request, BodyHandlers.ofString()).headers();
      assertThat(headers.allValues("X-Cost")).containsExactly("7");
      assertThat(headers.allValues("X-Two")).containsExactly("a", "b");
    }
  }

  @Test
  void namesItselfAfterItsPort() {
    try (EchoServer echo = EchoServer.start("127.0.0.1", 0, null)) {
      assertThat(echo.name()).isEqualTo("echo-" + echo.port());
    }
  }

  @Test
  void echoesWebSocketMessages() throws Exception {
    CompletableFuture<String> received = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            received.complete(data.toString());
            return CompletableFuture.completedFuture(null);
          }
        };
    try (EchoServer echo = EchoServer.start("127.0.0.1", 0, null);
        HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://127.0.0.1:" + echo.port() + "/"), listener)
              .get(60, TimeUnit.SECONDS);
      socket.sendText("hello", true);
      assertThat(received.get(60, TimeUnit.SECONDS)).isEqualTo("hello");
      socket.abort();
    }
  }

  @Test
  void aPortInUseIsAnErrorThatNamesTheCure() {
    try (EchoServer echo = EchoServer.start("127.0.0.1", 0, null)) {
      assertThatThrownBy(() -> EchoServer.start("127.0.0.1", echo.port(), null))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(":" + echo.port())
          .hasMessageContaining("--port");
    }
  }
}
