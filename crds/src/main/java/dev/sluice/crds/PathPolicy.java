package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What becomes of paths that gateway and backend could read differently. */
public record PathPolicy(
    @JsonPropertyDescription(
            "Paths with a semicolon, as it is or encoded. Default, and the only choice so far:"
                + " Reject, which answers 400.")
        @Nullable Choice semicolon,
    @JsonPropertyDescription(
            "Paths with an encoded slash (%2F). Default, and the only choice so far: Reject,"
                + " which answers 400.")
        @Nullable Choice encodedSlash) {
  /** Another choice is to join it. */
  public enum Choice {
    Reject
  }
}
