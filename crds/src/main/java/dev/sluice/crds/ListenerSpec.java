package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One listener of a DataPlane. */
public record ListenerSpec(
    @JsonPropertyDescription("Name, unique among the listeners of the data plane.")
        @Required
        @Pattern(SluiceApi.LABEL)
        @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription("TCP port, unique among the listeners of the data plane.")
        @Required
        @Min(1)
        @Max(65535)
        Integer port,
    @JsonPropertyDescription("What clients speak. Default: HTTP.") @Nullable Protocol protocol) {
  /** What clients speak. */
  public enum Protocol {
    HTTP
  }
}
