package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gateway shows to a backend to be let in: exactly one member. */
@ValidationRule(
    value =
        "[has(self.bearer), has(self.basic), has(self.apiKey), has(self.oauth2)]"
            + ".filter(x, x).size() == 1",
    message = "give exactly one of bearer, basic, apiKey, oauth2")
public record Credentials(
    @JsonPropertyDescription("Authorization: Bearer, with a token from a Secret.")
        @Nullable Bearer bearer,
    @JsonPropertyDescription("Authorization: Basic, with user name and password from a Secret.")
        @Nullable Basic basic,
    @JsonPropertyDescription("A header or query parameter with a key from a Secret.")
        @Nullable ApiKey apiKey,
    @JsonPropertyDescription(
            "Authorization: Bearer, with a token of the OAuth 2.0 client credentials grant, fetched"
                + " ahead of expiry.")
        @Nullable Oauth2 oauth2) {

  /** A fixed token. */
  public record Bearer(
      @JsonPropertyDescription("Where the token is. Default key: token.") @Required
          SecretKeyReference secretRef) {}

  /** User name and password. */
  public record Basic(
      @JsonPropertyDescription(
              "A Secret with the keys username and password, as of type kubernetes.io/basic-auth.")
          @Required
          ObjectReference secretRef) {}

  /** A key in a place of its own. */
  @ValidationRule(
      value = "has(self.header) != has(self.query)",
      message = "give exactly one of header, query")
  public record ApiKey(
      @JsonPropertyDescription(
              "Name of the header that carries the key; what the client sent in it is removed.")
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          @Nullable String header,
      @JsonPropertyDescription(
              "Name of the query parameter that carries the key; what the client sent in it is"
                  + " removed.")
          @Pattern("^[-A-Za-z0-9._~]+$")
          @Size(min = 1, max = 128)
          @Nullable String query,
      @JsonPropertyDescription("Where the key is. Default key: key.") @Required
          SecretKeyReference secretRef) {}

  /** RFC 6749, section 4.4. */
  public record Oauth2(
      @JsonPropertyDescription(
              "Where tokens are fetched: an https URL without user, query or fragment.")
          @Required
          @Pattern("^https?://[^/?#@\\s]+(/[^?#\\s]*)?$")
          @Size(min = 8, max = 1024)
          String tokenEndpoint,
      @JsonPropertyDescription("A Secret with the keys client-id and client-secret.") @Required
          ObjectReference clientSecretRef,
      @JsonPropertyDescription("Scopes to ask for. Default: those that the endpoint gives unasked.")
          @Size(max = 64)
          List<@Size(min = 1, max = 256) String> scopes,
      @JsonPropertyDescription(
              "Secrets with the key ca.crt of authorities that the endpoint's certificate may be"
                  + " from. Default: those of the platform.")
          @Size(max = 8)
          List<ObjectReference> caCertificateRefs) {
    public Oauth2 {
      scopes = scopes == null ? List.of() : List.copyOf(scopes);
      caCertificateRefs = caCertificateRefs == null ? List.of() : List.copyOf(caCertificateRefs);
    }
  }
}
