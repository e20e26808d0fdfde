package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How requests are shared out among the backends of a rule. */
public record Split(
    @JsonPropertyDescription(
            "Clients keep the backend that they were given, as weights move. Default: each request"
                + " is decided by weight.")
        @Required
        StickyBy stickyBy) {

  /** By what a client is known again: exactly one of them. */
  @ValidationRule(
      value = "[has(self.cookie), has(self.header), has(self.clientIP)].filter(x, x).size() == 1",
      message = "stickyBy: give exactly one of cookie, header and clientIP")
  @ValidationRule(
      value = "!has(self.clientIP) || self.clientIP",
      message = "stickyBy.clientIP: true is its only value")
  public record StickyBy(
      @JsonPropertyDescription("By a signed cookie that the gateway sets.") @Nullable Cookie cookie,
      @JsonPropertyDescription(
              "By the value of this header; requests without it are decided by weight.")
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          @Nullable String header,
      @JsonPropertyDescription("By the client's address, as clientAddress finds it: true.")
          @Nullable Boolean clientIP) {}

  /** A cookie of the gateway's own. */
  public record Cookie(
      @JsonPropertyDescription("Name of the cookie.")
          @Required
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          String name,
      @JsonPropertyDescription(
              "For how long a client keeps its backend, from 1s to 8760h. Default: 24h.")
          @Pattern(SluiceApi.DURATION)
          @Size(min = 2, max = 24)
          @Nullable String ttl) {}
}
