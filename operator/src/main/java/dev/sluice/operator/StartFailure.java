package dev.sluice.operator;

import java.util.List;

/** The cluster is not prepared for the operator. */
final class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartFailure(List<String> problems) {
    super("the operator cannot start: " + String.join("; ", problems));
  }
}
