package dev.sluice.snapshot;

/** A piece of a header value: fixed text, or something known only when the request is there. */
public sealed interface ValuePart {
  record Text(String text) implements ValuePart {}

  record Variable(RequestVariable variable) implements ValuePart {}
}
