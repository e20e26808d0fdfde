package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON Web Tokens of one issuer. */
public record JwtProvider(
    @JsonPropertyDescription("Exactly the claim iss of its tokens.")
        @Required
        @Size(min = 1, max = 1024)
        String issuer,
    @JsonPropertyDescription("One of them must be in aud. Default: not asked.") @Size(max = 32)
        List<@Size(min = 1, max = 1024) String> audiences,
    @JsonPropertyDescription("The issuer's public keys.") @Required Jwks jwks,
    @JsonPropertyDescription(
            "Signature algorithms that are accepted, as in JWA. Default: RS256 and ES256.")
        @Size(max = 13)
        List<Algorithm> algorithms,
    @JsonPropertyDescription(
            "The typ that a token's header must have, such as at+jwt. Default: not asked.")
        @Size(min = 1, max = 128)
        @Nullable String type,
    @JsonPropertyDescription("How far clocks may differ, up to 5m. Default: 30s.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String clockSkew,
    @JsonPropertyDescription(
            "Where tokens are looked for; the first place with one counts. Default: Authorization"
                + " with the scheme Bearer.")
        @Size(max = 8)
        List<CredentialSource> from,
    @JsonPropertyDescription("Claims that a token must have, besides exp. Default: none.")
        @Size(max = 32)
        List<@Size(min = 1, max = 128) String> requiredClaims,
    @JsonPropertyDescription("What backends are told.") @Nullable TokenForward forward,
    @JsonPropertyDescription("Which claims carry what.") @Nullable IdentityClaims identity,
    @JsonPropertyDescription("Whether single tokens can be taken back. Default: no.")
        @Nullable Revocation revocation) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public JwtProvider {
    audiences = audiences == null ? List.of() : List.copyOf(audiences);
    algorithms = algorithms == null ? List.of() : List.copyOf(algorithms);
    from = from == null ? List.of() : List.copyOf(from);
    requiredClaims = requiredClaims == null ? List.of() : List.copyOf(requiredClaims);
  }

  /** JWA, RFC 7518 and RFC 8037. */
  public enum Algorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    EdDSA,
    HS256,
    HS384,
    HS512
  }

  /** A JWK Set (RFC 7517): exactly one of uri, inline, secretRef. */
  @ValidationRule(
      value = "[has(self.uri), has(self.inline), has(self.secretRef)].filter(x, x).size() == 1",
      message = "give exactly one of uri, inline, secretRef")
  public record Jwks(
      @JsonPropertyDescription("Where it is fetched: an https URL.")
          @Pattern("^https?://[^/?#@\\s]+(/[^#\\s]*)?$")
          @Size(min = 8, max = 1024)
          @Nullable String uri,
      @JsonPropertyDescription("How often it is fetched, 30s to 24h. Default: 5m.")
          @Pattern(SluiceApi.DURATION)
          @Nullable String refresh,
      @JsonPropertyDescription(
              "How long keys stay good while it cannot be fetched, up to 168h. Default: 24h.")
          @Pattern(SluiceApi.DURATION)
          @Nullable String staleFor,
      @JsonPropertyDescription("Whether plain http will do. Default: false.")
          @Nullable Boolean allowInsecure,
      @JsonPropertyDescription(
              "Secrets with the key ca.crt of authorities that the URL's certificate may be from."
                  + " Default: those of the platform.")
          @Size(max = 8)
          List<ObjectReference> caCertificateRefs,
      @JsonPropertyDescription("The JSON itself.") @Size(min = 2, max = 65536)
          @Nullable String inline,
      @JsonPropertyDescription("A Secret that holds the JSON. Default key: jwks.json.")
          @Nullable SecretKeyReference secretRef) {
    @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
    public Jwks {
      caCertificateRefs = caCertificateRefs == null ? List.of() : List.copyOf(caCertificateRefs);
    }
  }
}
