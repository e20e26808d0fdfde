package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** API keys. */
public record ApiKeyProvider(
    @JsonPropertyDescription(
            "Which Secrets of the data plane's namespace hold keys. Each has the entry key (or"
                + " keyHash: sha256:...), and may have owner, permissions, plan, expires.")
        @Required
        Selector secretSelector,
    @JsonPropertyDescription(
            "Where keys are looked for; the first place with one counts. Default: X-API-Key.")
        @Size(max = 8)
        List<CredentialSource> from,
    @JsonPropertyDescription("What backends are told.") @Nullable Forward forward) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public ApiKeyProvider {
    from = from == null ? List.of() : List.copyOf(from);
  }

  /** By labels, all of which must be there. */
  public record Selector(
      @JsonPropertyDescription("Labels with their values.") @Required @Size(min = 1, max = 16)
          Map<String, String> matchLabels) {
    @SuppressWarnings("NullAway") // Jackson passes null for an absent map.
    public Selector {
      matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
    }
  }

  /** What backends are told. */
  public record Forward(
      @JsonPropertyDescription(
              "Header with the owner of the key; clients cannot set it. Default: none.")
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          @Nullable String ownerHeader,
      @JsonPropertyDescription("Whether backends see the key. Default: Strip.")
          @Nullable Keeping key) {}
}
