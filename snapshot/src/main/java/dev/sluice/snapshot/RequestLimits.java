package dev.sluice.snapshot;

import java.util.List;

/**
 * What requests may carry.
 *
 * @param maxBody larger bodies are answered with 413
 * @param contentTypes media types in lower case without parameters, a subtype may be {@code *};
 *     bodies of others are answered with 415; empty for all. Sorted
 */
public record RequestLimits(SizeLimit maxBody, List<String> contentTypes) {
  public static final RequestLimits NONE = new RequestLimits(SizeLimit.NONE, List.of());

  public RequestLimits {
    contentTypes = contentTypes.stream().sorted().distinct().toList();
  }
}
