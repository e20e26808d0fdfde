package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What backends are told of a token. */
public record TokenForward(
    @JsonPropertyDescription("Whether backends see the token. Default: Keep.")
        @Nullable Keeping token,
    @JsonPropertyDescription("Headers with claims; clients cannot set them.") @Size(max = 16)
        List<ClaimHeader> claimHeaders) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public TokenForward {
    claimHeaders = claimHeaders == null ? List.of() : List.copyOf(claimHeaders);
  }
}
