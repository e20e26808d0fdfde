package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service that is asked, over HTTP, about every request. */
public record ExternalProvider(
    @JsonPropertyDescription("The ServiceBackend that is asked, of the data plane's own namespace.")
        @Required
        ObjectReference backendRef,
    @JsonPropertyDescription(
            "Stands before the request's own path in the question. Default: nothing.")
        @Pattern("^/[-A-Za-z0-9._~!$&'()*+,;=:@/%]*$")
        @Size(min = 1, max = 256)
        @Nullable String pathPrefix,
    @JsonPropertyDescription("How long an answer is waited for, 10ms to 30s. Default: 200ms.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String timeout,
    @JsonPropertyDescription(
            "What holds while the service does not answer: Closed (503) or Open (the request passes,"
                + " without a name). Default: Closed.")
        @Nullable FailurePolicy failurePolicy,
    @JsonPropertyDescription(
            "Headers of the request that the service is told, besides Authorization and Cookie."
                + " Default: none.")
        @Size(max = 64)
        List<@Pattern(SluiceApi.HEADER_NAME) @Size(min = 1, max = 128) String> requestHeaders,
    @JsonPropertyDescription(
            "Headers of an answer that lets pass, which backends are told; clients cannot set them."
                + " Default: none.")
        @Size(max = 32)
        List<@Pattern(SluiceApi.HEADER_NAME) @Size(min = 1, max = 128) String> backendHeaders,
    @JsonPropertyDescription(
            "Headers of an answer that refuses, which clients are told, besides WWW-Authenticate,"
                + " Location and Set-Cookie. Default: none.")
        @Size(max = 32)
        List<@Pattern(SluiceApi.HEADER_NAME) @Size(min = 1, max = 128) String> clientHeaders,
    @JsonPropertyDescription("Which headers of the answer carry what. Default: none.")
        @Nullable Names identity,
    @JsonPropertyDescription("How long answers hold. Default: not at all.") @Nullable Cache cache) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public ExternalProvider {
    requestHeaders = requestHeaders == null ? List.of() : List.copyOf(requestHeaders);
    backendHeaders = backendHeaders == null ? List.of() : List.copyOf(backendHeaders);
    clientHeaders = clientHeaders == null ? List.of() : List.copyOf(clientHeaders);
  }

  /** Names of headers. */
  public record Names(
      @JsonPropertyDescription("Who it is.")
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          @Nullable String user,
      @JsonPropertyDescription("Whose it is.")
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          @Nullable String tenant,
      @JsonPropertyDescription("Its roles, with commas between them.")
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          @Nullable String roles,
      @JsonPropertyDescription("Its scopes, with spaces between them.")
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          @Nullable String scopes) {}

  /** How long answers hold, and for which requests. */
  public record Cache(
      @JsonPropertyDescription("How long, up to 1h.") @Required @Pattern(SluiceApi.DURATION)
          String ttl,
      @JsonPropertyDescription(
              "An answer holds for requests that agree in method, host, path, query, Authorization,"
                  + " Cookie and these headers. Default: none.")
          @Size(max = 16)
          List<@Pattern(SluiceApi.HEADER_NAME) @Size(min = 1, max = 128) String> keyHeaders) {
    @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
    public Cache {
      keyHeaders = keyHeaders == null ? List.of() : List.copyOf(keyHeaders);
    }
  }
}
