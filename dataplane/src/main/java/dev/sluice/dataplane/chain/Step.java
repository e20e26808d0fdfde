package dev.sluice.dataplane.chain;

import io.undertow.server.HttpHandler;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One place in a chain.
 *
 * @param name what happens there
 * @param reason why it happens there and not elsewhere
 * @param wrap puts it around what comes after
 */
public record Step(String name, String reason, UnaryOperator<HttpHandler> wrap) {

  /** The handler that runs the steps, first one outermost, and then {@code end}. */
  static HttpHandler chain(List<Step> steps, HttpHandler end) {
    HttpHandler handler = end;
    for (Step step : steps.reversed()) {
      handler = step.wrap.apply(handler);
    }
    return handler;
  }

  @Override
  public String toString() {
    return name + ": " + reason;
  }
}
