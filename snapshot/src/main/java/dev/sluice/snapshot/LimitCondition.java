package dev.sluice.snapshot;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which requests a limit counts; all parts must hold.
 *
 * @param methods any of; empty: every one
 * @param path prefix {@code /}: every one
 * @param headers names in lower case
 * @param clientCidrs any of, in canonical form; empty: every client
 * @param claims with the values of which one must be there
 */
public record LimitCondition(
    List<String> methods,
    PathMatch path,
    List<FieldMatch> headers,
    List<String> clientCidrs,
    SortedMap<String, List<String>> claims) {
  public LimitCondition {
    methods = methods.stream().sorted().distinct().toList();
    headers = List.copyOf(headers);
    clientCidrs = List.copyOf(clientCidrs);
    SortedMap<String, List<String>> sorted = new TreeMap<>();
    claims.forEach((claim, values) -> sorted.put(claim, values.stream().sorted().toList()));
    claims = Collections.unmodifiableSortedMap(sorted);
  }

  /** Whether it can only be judged once the client is known. */
  public boolean needsIdentity() {
    return !claims.isEmpty();
  }
}
