package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A condition on requests; all parts must hold. */
public record Match(
    @JsonPropertyDescription("Condition on the path. Default: PathPrefix /.") @Nullable Path path,
    @JsonPropertyDescription("Request method, in its exact spelling. Default: any.")
        @Pattern("^[A-Za-z0-9!#$%&'*+\\-.^_`|~]+$")
        @Size(min = 1, max = 32)
        @Nullable String method) {

  /** Condition on the path. */
  public record Path(
      @JsonPropertyDescription(
              "Exact: the whole path. PathPrefix: whole segments from the start. Default:"
                  + " PathPrefix.")
          @Nullable PathType type,
      @JsonPropertyDescription("Starts with /.")
          @Required
          @Pattern("^/.*$")
          @Size(min = 1, max = 1024)
          String value) {}

  /** How a path is compared. */
  public enum PathType {
    Exact,
    PathPrefix
  }
}
