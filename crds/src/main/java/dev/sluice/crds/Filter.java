package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change to a request or its answer: the member named like the type carries the settings. */
@ValidationRule(
    value =
        "has(self.requestHeaderModifier) == (self.type == 'RequestHeaderModifier')"
            + " && has(self.responseHeaderModifier) == (self.type == 'ResponseHeaderModifier')"
            + " && has(self.urlRewrite) == (self.type == 'URLRewrite')"
            + " && has(self.requestRedirect) == (self.type == 'RequestRedirect')"
            + " && has(self.directResponse) == (self.type == 'DirectResponse')"
            + " && has(self.requestMirror) == (self.type == 'RequestMirror')"
            + " && has(self.faultInjection) == (self.type == 'FaultInjection')"
            + " && has(self.deprecation) == (self.type == 'Deprecation')",
    message = "the member named like the type carries the settings, and no other stands beside it")
public record Filter(
    @JsonPropertyDescription("Which filter.") @Required Type type,
    @JsonPropertyDescription("Edits the request's headers before it goes to a backend.")
        @Nullable HeaderModifier requestHeaderModifier,
    @JsonPropertyDescription(
            "Edits the answer's headers before it goes to the client. Errors of the gateway's own"
                + " are left alone.")
        @Nullable HeaderModifier responseHeaderModifier,
    @JsonPropertyDescription("Changes the host and path that the backend sees.")
        @Nullable UrlRewrite urlRewrite,
    @JsonPropertyDescription(
            "Sends clients to another URL. Not beside backendRefs, DirectResponse or URLRewrite.")
        @Nullable RequestRedirect requestRedirect,
    @JsonPropertyDescription("Answers without a backend.") @Nullable DirectResponse directResponse,
    @JsonPropertyDescription("Sends copies of requests to another backend as well.")
        @Nullable RequestMirror requestMirror,
    @JsonPropertyDescription("Delays or fails a share of the requests, to try what follows.")
        @Nullable FaultInjection faultInjection,
    @JsonPropertyDescription("Tells clients in every answer that what they use is going away.")
        @Nullable Deprecation deprecation) {

  /** Which filter. */
  public enum Type {
    RequestHeaderModifier,
    ResponseHeaderModifier,
    URLRewrite,
    RequestRedirect,
    DirectResponse,
    RequestMirror,
    FaultInjection,
    Deprecation
  }

  /** Edits of header fields, applied in the order remove, set, add. */
  public record HeaderModifier(
      @JsonPropertyDescription("Replace all values of a header.") @Size(max = 32) List<Header> set,
      @JsonPropertyDescription("Append a value to a header.") @Size(max = 32) List<Header> add,
      @JsonPropertyDescription("Remove a header.") @Size(max = 32)
          List<@Pattern(SluiceApi.HEADER_NAME) @Size(min = 1, max = 128) String> remove) {
    @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
    public HeaderModifier {
      set = set == null ? List.of() : List.copyOf(set);
      add = add == null ? List.of() : List.copyOf(add);
      remove = remove == null ? List.of() : List.copyOf(remove);
    }
  }

  /** A header field. */
  public record Header(
      @JsonPropertyDescription("Name of the header, in any case.")
          @Required
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          String name,
      @JsonPropertyDescription(
              "Value of the header. May contain ${client.ip} ${request.id} ${request.host} ${request.method}"
                  + " ${request.path} ${route.name}.")
          @Required
          @Size(max = 4096)
          String value) {}

  /** An answer from the gateway itself. */
  public record DirectResponse(
      @JsonPropertyDescription("Status of the answer.") @Required @Min(200) @Max(599)
          Integer statusCode,
      @JsonPropertyDescription("Media type of the body. Default: text/plain; charset=utf-8.")
          @Size(max = 256)
          @Nullable String contentType,
      @JsonPropertyDescription("Body of the answer. Default: none.") @Size(max = 65536)
          @Nullable String body) {}
}
