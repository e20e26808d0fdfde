package dev.sluice.snapshot;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What answers tell browsers to be careful about.
 *
 * @param preset for those headers of which nothing is said
 * @param said the value of the content security policy may have {@link #NONCE} in it
 */
public record SecurityHeaders(SecurityPreset preset, SortedMap<SecurityHeader, HeaderChoice> said) {
  public static final SecurityHeaders NONE =
      new SecurityHeaders(SecurityPreset.DISABLED, new TreeMap<>());

  /** Stands for a number that is new in every answer. */
  public static final String NONCE = "${csp.nonce}";

  public SecurityHeaders {
    said = Collections.unmodifiableSortedMap(new TreeMap<>(said));
  }

  /** What is sent; empty if the header is left to the backend. */
  public Optional<String> value(SecurityHeader header) {
    return switch (said.get(header)) {
      case null -> header.in(preset);
      case HeaderChoice.Left left -> Optional.empty();
      case HeaderChoice.Value(String text) -> Optional.of(text);
    };
  }

  /** Those that the gateway has a say in, in order. */
  public SortedMap<SecurityHeader, String> values() {
    SortedMap<SecurityHeader, String> values = new TreeMap<>();
    for (SecurityHeader header : SecurityHeader.values()) {
      value(header).ifPresent(value -> values.put(header, value));
    }
    return values;
  }

  @Override
  public String toString() {
    return values().isEmpty()
        ? "none"
        : values().entrySet().stream()
            .map(each -> each.getKey().field() + ": " + each.getValue())
            .collect(Collectors.joining(", "));
  }
}
