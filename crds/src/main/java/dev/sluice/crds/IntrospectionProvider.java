package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens that their issuer is asked about (RFC 7662). */
public record IntrospectionProvider(
    @JsonPropertyDescription(
            "Where the issuer is asked: an https URL without user, query or fragment.")
        @Required
        @Pattern("^https?://[^/?#@\\s]+(/[^?#\\s]*)?$")
        @Size(min = 8, max = 1024)
        String endpoint,
    @JsonPropertyDescription(
            "A Secret with the keys client-id and client-secret, which the gateway shows to the"
                + " issuer.")
        @Required
        ObjectReference clientSecretRef,
    @JsonPropertyDescription("Which tokens it is asked about. Default: All.")
        @Nullable Tokens tokens,
    @JsonPropertyDescription(
            "How long an answer holds, up to 1h and never beyond the token's exp; 0s: not at all."
                + " Default: 30s.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String cache,
    @JsonPropertyDescription("How long an answer is waited for, 50ms to 30s. Default: 2s.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String timeout,
    @JsonPropertyDescription("Exactly the iss of answers. Default: not asked.")
        @Size(min = 1, max = 1024)
        @Nullable String issuer,
    @JsonPropertyDescription("One of them must be in aud. Default: not asked.") @Size(max = 32)
        List<@Size(min = 1, max = 1024) String> audiences,
    @JsonPropertyDescription(
            "Where tokens are looked for; the first place with one counts. Default: Authorization"
                + " with the scheme Bearer.")
        @Size(max = 8)
        List<CredentialSource> from,
    @JsonPropertyDescription("Members that an answer must have, besides active. Default: none.")
        @Size(max = 32)
        List<@Size(min = 1, max = 128) String> requiredClaims,
    @JsonPropertyDescription("What backends are told.") @Nullable TokenForward forward,
    @JsonPropertyDescription("Which members of the answer carry what.")
        @Nullable IdentityClaims identity,
    @JsonPropertyDescription("Whether plain http will do. Default: false.")
        @Nullable Boolean allowInsecure,
    @JsonPropertyDescription(
            "Secrets with the key ca.crt of authorities that the endpoint's certificate may be from."
                + " Default: those of the platform.")
        @Size(max = 8)
        List<ObjectReference> caCertificateRefs,
    @JsonPropertyDescription("Whether single tokens can be taken back. Default: no.")
        @Nullable Revocation revocation) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public IntrospectionProvider {
    audiences = audiences == null ? List.of() : List.copyOf(audiences);
    from = from == null ? List.of() : List.copyOf(from);
    requiredClaims = requiredClaims == null ? List.of() : List.copyOf(requiredClaims);
    caCertificateRefs = caCertificateRefs == null ? List.of() : List.copyOf(caCertificateRefs);
  }

  /** Which tokens. */
  public enum Tokens {
    /** Those that are no JSON Web Tokens: another provider looks at these. */
    Opaque,
    All
  }
}
