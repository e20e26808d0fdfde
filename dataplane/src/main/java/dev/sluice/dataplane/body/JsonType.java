package dev.sluice.dataplane.body;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which bodies are JSON: {@code application/json}, and every type that ends in {@code +json}. */
final class JsonType {
  private static final Pattern TYPE =
      Pattern.compile("application/json|[a-z0-9!#$&^_.-]+/[a-z0-9!#$&^_.+-]*\\+json");

  private JsonType() {}

  /** By exactly one {@code Content-Type}. */
  static boolean of(HttpServerExchange exchange) {
    String type = only(exchange.getRequestHeaders(), Headers.CONTENT_TYPE);
    int end = type.indexOf(';');
    String name = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return TYPE.matcher(name).matches();
  }

  /** Whether it is written so that the gateway can read it: in UTF-8, and not compressed. */
  static boolean readable(HttpServerExchange exchange) {
    String[] parameters = only(exchange.getRequestHeaders(), Headers.CONTENT_TYPE).split(";", -1);
    for (int i = 1; i < parameters.length; i++) {
      // RFC 8259 knows no charset, and readers that heed one read another text.
      String parameter = parameters[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("charset")
          && !parameter.equals("charset=utf-8")
          && !parameter.equals("charset=\"utf-8\"")) {
        return false;
      }
    }
    return plain(exchange);
  }

  /** Whether no coding lies between the body and its type. */
  static boolean plain(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    return !headers.contains(Headers.CONTENT_ENCODING)
        || only(headers, Headers.CONTENT_ENCODING).equalsIgnoreCase("identity");
  }

  private static String only(HeaderMap headers, HttpString name) {
    HeaderValues values = headers.get(name);
    return values != null && values.size() == 1 ? values.getFirst() : "";
  }
}
