package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.HeldCookie;
import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes cookies that hold sessions out of every request, also of those whose rule asks nobody, and
 * where nobody logs in any more: a backend that saw one could use it in its owner's name.
 */
public final class OwnCookies implements RequestCheck {
  private final String[] names;

  /**
   * @param names in each spelling; cookies whose names go on behind a dot are meant, too
   */
  public OwnCookies(List<String> names) {
    this.names = names.toArray(String[]::new);
  }

  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    HeaderValues lines = exchange.getRequestHeaders().get(Headers.COOKIE);
    if (lines == null || !mayHaveOne(lines)) {
      return Verdict.PASS;
    }
    List<HeldCookie> held = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (String line : lines) {
      StringBuilder others = new StringBuilder(line.length());
      for (int start = 0; start < line.length(); ) {
        int semicolon = line.indexOf(';', start);
        int end = semicolon < 0 ? line.length() : semicolon;
        String pair = line.substring(start, end).strip();
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals).stripTrailing();
        String value = equals < 0 ? "" : pair.substring(equals + 1).strip();
        if (isOurs(name) || pair.contains(HeldCookie.MARK)) {
          held.add(new HeldCookie(name, value));
        } else if (!pair.isEmpty()) {
          others.append(others.isEmpty() ? "" : "; ").append(pair);
        }
        start = end + 1;
      }
      if (!others.isEmpty()) {
        left.add(others.toString());
      }
    }
    if (!held.isEmpty()) {
      context.heldCookies(List.copyOf(held));
      exchange.getRequestHeaders().remove(Headers.COOKIE);
      if (!left.isEmpty()) {
        exchange.getRequestHeaders().addAll(Headers.COOKIE, left);
      }
    }
    return Verdict.PASS;
  }

  private boolean mayHaveOne(HeaderValues lines) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.contains(HeldCookie.MARK)) {
        return true;
      }
      for (String name : names) {
        if (line.contains(name)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isOurs(String name) {
    for (String ours : names) {
      if (name.startsWith(ours)
          && (name.length() == ours.length() || name.charAt(ours.length()) == '.')) {
        return true;
      }
    }
    return false;
  }
}
