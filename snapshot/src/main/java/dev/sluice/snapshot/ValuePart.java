package dev.sluice.snapshot;

/** A piece of a header value: fixed text, or something known only when the request is there. */
public sealed interface ValuePart {
  record Text(String text) implements ValuePart {}

  record Variable(RequestVariable variable) implements ValuePart {}

  /**
   * What the client's credential says of its owner.
   *
   * @param name of the claim
   */
  record Claim(String name) implements ValuePart {
    /** Before the name, between <code>${</code> and <code>}</code>. */
    public static final String PREFIX = "claim.";
  }

  /** Whether it is empty for a client whom nobody knows. */
  default boolean ofIdentity() {
    return switch (this) {
      case Text text -> false;
      case Claim claim -> true;
      case Variable(RequestVariable variable) ->
          variable == RequestVariable.IDENTITY_USER || variable == RequestVariable.IDENTITY_TENANT;
    };
  }
}
