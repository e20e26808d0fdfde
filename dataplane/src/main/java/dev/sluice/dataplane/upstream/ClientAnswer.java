package dev.sluice.dataplane.upstream;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;

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
    boolean[] ours = ours(head, to);
    for (int i = 0; i < ours.length; i++) {
      HttpString name = head.name(i);
      if (!ours[i]
          && !HopByHopHeaders.contains(name)
          && !name.equals(Headers.SERVER)
          && !HopByHopHeaders.nominated(head.connection(), name)) {
        to.add(name, head.value(i));
      }
    }
  }

  /** Which of the backend's fields are set already: found before any is added, as it may repeat. */
  private static boolean[] ours(ResponseHead head, HeaderMap to) {
    boolean[] ours = new boolean[head.size()];
    long set = 0;
    for (long at = to.fastIterate(); at != -1; at = to.fiNext(at)) {
      set |= bit(to.fiCurrent(at).getHeaderName());
    }
    for (int i = 0; i < ours.length; i++) {
      ours[i] = (set & bit(head.name(i))) != 0 && to.contains(head.name(i));
    }
    return ours;
  }

  /** One of 64 for each name: most that differ need no look at their octets. */
  private static long bit(HttpString name) {
    return 1L << name.hashCode();
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
