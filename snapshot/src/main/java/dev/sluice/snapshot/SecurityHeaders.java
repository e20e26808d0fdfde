package dev.sluice.snapshot;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What answers tell browsers to be careful about.
 *
 * @param values by header name in lower case; the value of {@code content-security-policy} may have
 *     <code>${csp.nonce}</code> in it
 */
public record SecurityHeaders(SortedMap<String, String> values) {
  public static final SecurityHeaders NONE = new SecurityHeaders(new TreeMap<>());

  public SecurityHeaders {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  @Override
  public String toString() {
    return values.isEmpty()
        ? "none"
        : values.entrySet().stream()
            .map(header -> header.getKey() + ": " + header.getValue())
            .collect(Collectors.joining(", "));
  }
}
