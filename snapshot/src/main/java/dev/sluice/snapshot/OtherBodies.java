package dev.sluice.snapshot;

import java.util.List;

/**
 * What becomes of bodies that neither a {@link BodySchema} nor {@link UploadRules} judge, by their
 * type.
 */
public sealed interface OtherBodies {
  OtherBodies PASS = new Pass();

  /** Nobody minds. */
  record Pass() implements OtherBodies {}

  /**
   * Those of these types pass, and others are answered with 415. JSON always passes where there is
   * a schema for it.
   *
   * @param types as in {@link RequestLimits#contentTypes}
   */
  record Only(List<String> types) implements OtherBodies {
    public Only {
      types = types.stream().sorted().distinct().toList();
    }
  }
}
