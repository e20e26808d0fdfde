package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.HeaderEdits;

/** A filter that can be done. */
public sealed interface ResolvedFilter {
  record EditRequestHeaders(HeaderEdits edits) implements ResolvedFilter {}

  /**
   * @param contentType empty when there is no body
   */
  record AnswerDirectly(int status, String contentType, String body) implements ResolvedFilter {}
}
