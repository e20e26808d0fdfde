package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a data plane knows clients. */
@ValidationRule(
    value =
        "!has(self.providers)"
            + " || self.providers.all(p, self.providers.exists_one(o, o.name == p.name))",
    message = "providers: each needs a name of its own")
public record Authentication(
    @JsonPropertyDescription(
            "Refuses routes that say nothing of auth: each needs providers or public: true."
                + " Default: false.")
        @Nullable Boolean required,
    @JsonPropertyDescription("Ways to know clients; routes name them.") @Size(max = 32)
        List<Provider> providers) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public Authentication {
    providers = providers == null ? List.of() : List.copyOf(providers);
  }

  /** One way to know clients: exactly one member beside the name. */
  @ValidationRule(
      value =
          "[has(self.jwt), has(self.apiKey), has(self.basic), has(self.introspection),"
              + " has(self.mtls), has(self.external), has(self.oidc)].filter(x, x).size() == 1",
      message = "give exactly one of jwt, apiKey, basic, introspection, mtls, external, oidc")
  public record Provider(
      @JsonPropertyDescription("Name, unique within the data plane; routes refer to it.")
          @Required
          @Pattern(SluiceApi.LABEL)
          @Size(min = 1, max = 63)
          String name,
      @JsonPropertyDescription("JSON Web Tokens (RFC 7519).") @Nullable JwtProvider jwt,
      @JsonPropertyDescription("Keys from labelled Secrets.") @Nullable ApiKeyProvider apiKey,
      @JsonPropertyDescription("User names and passwords (RFC 7617) from an htpasswd file.")
          @Nullable BasicProvider basic,
      @JsonPropertyDescription("Tokens that their issuer is asked about (RFC 7662).")
          @Nullable IntrospectionProvider introspection,
      @JsonPropertyDescription("Certificates that clients show to a listener.")
          @Nullable MtlsProvider mtls,
      @JsonPropertyDescription("A service that is asked about every request.")
          @Nullable ExternalProvider external,
      @JsonPropertyDescription("Login with a browser (OpenID Connect).")
          @Nullable OidcProvider oidc) {}
}
