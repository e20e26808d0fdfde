package dev.sluice.dataplane.upstream;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the head of the client's answer from the backend's: without what is hop by hop and without
 * {@code Server}. Whether the client's connection lives on is our decision, not the backend's. A
 * field that the gateway has set already stays the gateway's, and the reason phrase is our own.
 */
final class ClientAnswer {
  private ClientAnswer() {}

  static void apply(ResponseHead head, ResponseFraming framing, HttpServerExchange exchange) {
    exchange.setStatusCode(head.status());
    copyFields(head, exchange.getResponseHeaders());
    frame(head, framing, exchange);
  }

  static void copyFields(ResponseHead head, HeaderMap to) {
    List<HttpString> ours = names(to);
    for (int i = 0; i < head.size(); i++) {
      HttpString name = head.name(i);
      if (!HopByHopHeaders.contains(name)
          && !name.equals(Headers.SERVER)
          && !HopByHopHeaders.nominated(head.connection(), name)
          && !ours.contains(name)) {
        to.add(name, head.value(i));
      }
    }
  }

  private static List<HttpString> names(HeaderMap headers) {
    return switch (headers.size()) {
      case 0 -> List.of();
      case 1 -> List.of(headers.fiCurrent(headers.fastIterate()).getHeaderName());
      default -> new ArrayList<>(headers.getHeaderNames());
    };
  }

  private static void frame(
      ResponseHead head, ResponseFraming framing, HttpServerExchange exchange) {
    HeaderMap headers = exchange.getResponseHeaders();
    boolean lengthKnown = head.contentLength() >= 0;
    if (lengthKnown && head.status() != 204) {
      headers.put(Headers.CONTENT_LENGTH, head.contentLengthText());
    } else if (!(framing instanceof ResponseFraming.Empty) && exchange.isHttp11()) {
      // Also where the connection ends with the answer: only so the client can tell a whole answer
      // from a broken one.
      headers.put(Headers.TRANSFER_ENCODING, "chunked");
    }
    if (exchange.isHttp10()
        && exchange.isPersistent()
        && (lengthKnown || framing instanceof ResponseFraming.Empty)) {
      headers.put(Headers.CONNECTION, "keep-alive");
    }
  }
}
