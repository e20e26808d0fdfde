package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Login with a browser (OpenID Connect Core 1.0, authorization code flow with PKCE). */
public record OidcProvider(
    @JsonPropertyDescription(
            "URL of the issuer; the rest is read from .well-known/openid-configuration beneath it.")
        @Required
        @Pattern("^https?://[^/?#@\\s]+(/[^?#\\s]*)?$")
        @Size(min = 8, max = 1024)
        String issuer,
    @JsonPropertyDescription("A Secret with the keys client-id and client-secret.") @Required
        ObjectReference clientSecretRef,
    @JsonPropertyDescription(
            "A Secret with the key cookie-secret, 32 random bytes in base64, that session cookies"
                + " are encrypted with; cookie-secret-previous may hold the one before. Default: one"
                + " of the data plane's own.")
        @Nullable ObjectReference cookieSecretRef,
    @JsonPropertyDescription("Scopes to ask for, besides openid. Default: profile and email.")
        @Size(max = 32)
        @Nullable List<@Size(min = 1, max = 256) String> scopes,
    @JsonPropertyDescription(
            "Path, on each host of the routes that use it, to which the issuer sends browsers back."
                + " Default: /oauth2/callback.")
        @Pattern("^/[-A-Za-z0-9._~/]*$")
        @Size(min = 2, max = 256)
        @Nullable String redirectPath,
    @JsonPropertyDescription("Path that ends a session. Default: /oauth2/logout.")
        @Pattern("^/[-A-Za-z0-9._~/]*$")
        @Size(min = 2, max = 256)
        @Nullable String logoutPath,
    @JsonPropertyDescription("Path to which browsers go after logout. Default: /.")
        @Pattern("^/[-A-Za-z0-9._~/]*$")
        @Size(min = 1, max = 256)
        @Nullable String postLogoutPath,
    @JsonPropertyDescription("The cookies that hold a session.") @Nullable Cookie cookie,
    @JsonPropertyDescription("How long a session lasts without a login, up to 720h. Default: 12h.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String sessionLifetime,
    @JsonPropertyDescription(
            "How long a session lasts without a request, at most sessionLifetime. Default: 1h.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String idleTimeout,
    @JsonPropertyDescription("What backends are told.") @Nullable Forward forward,
    @JsonPropertyDescription("Which claims of the ID token carry what.")
        @Nullable IdentityClaims identity,
    @JsonPropertyDescription("Whether plain http will do for the issuer. Default: false.")
        @Nullable Boolean allowInsecure,
    @JsonPropertyDescription(
            "Secrets with the key ca.crt of authorities that the issuer's certificate may be from."
                + " Default: those of the platform.")
        @Size(max = 8)
        List<ObjectReference> caCertificateRefs,
    @JsonPropertyDescription(
            "Whether sessions end when a token of theirs is taken back. Default: no.")
        @Nullable Revocation revocation) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public OidcProvider {
    caCertificateRefs = caCertificateRefs == null ? List.of() : List.copyOf(caCertificateRefs);
  }

  /** Attributes of cookies. */
  public record Cookie(
      @JsonPropertyDescription("Name, to which numbers are added. Default: __Host-sluice-NAME.")
          @Pattern("^[-A-Za-z0-9_.]+$")
          @Size(min = 1, max = 64)
          @Nullable String name,
      @JsonPropertyDescription("Lax or Strict. Default: Lax.") @Nullable SameSite sameSite) {}

  /** As in RFC 6265bis. */
  public enum SameSite {
    Lax,
    Strict
  }

  /** What backends are told. */
  public record Forward(
      @JsonPropertyDescription(
              "Whether backends get the access token as Authorization: Bearer. Default: false.")
          @Nullable Boolean accessToken,
      @JsonPropertyDescription("Headers with claims; clients cannot set them.") @Size(max = 16)
          List<ClaimHeader> claimHeaders) {
    @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
    public Forward {
      claimHeaders = claimHeaders == null ? List.of() : List.copyOf(claimHeaders);
    }
  }
}
