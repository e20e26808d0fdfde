package dev.sluice.dataplane;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/** An issuer that is asked about tokens, and answers as it is told. */
final class TokenDesk implements AutoCloseable {
  private final ScriptedBackend server;
  private volatile UnaryOperator<String> answers;

  private TokenDesk(UnaryOperator<String> answers) {
    this.answers = answers;
    this.server = ScriptedBackend.start(this::talk);
  }

  /**
   * @param answers of a token the whole answer, on the wire
   */
  static TokenDesk answering(UnaryOperator<String> answers) {
    return new TokenDesk(answers);
  }

  static TokenDesk saying(String body) {
    return new TokenDesk(token -> json(body));
  }

  static String json(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  void answer(UnaryOperator<String> other) {
    answers = other;
  }

  void say(String body) {
    answer(token -> json(body));
  }

  private void talk(Wire wire) {
    for (Wire.Message request = wire.request(); request != null; request = wire.request()) {
      server.record(request);
      wire.send(answers.apply(token(request)));
    }
  }

  static String token(Wire.Message request) {
    String field = request.text().split("&", 2)[0];
    return URLDecoder.decode(field.substring("token=".length()), StandardCharsets.UTF_8);
  }

  List<Wire.Message> questions() {
    return server.requests();
  }

  int connections() {
    return server.accepted();
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
