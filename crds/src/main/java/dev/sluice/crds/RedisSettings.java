package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Redis that data planes share. */
public record RedisSettings(
    @JsonPropertyDescription(
            "redis://HOST:PORT or rediss://HOST:PORT (TLS), several with commas between them; a path"
                + " of digits chooses the database.")
        @Required
        @Pattern("^rediss?://[^@?#\\s]+$")
        @Size(min = 9, max = 2048)
        String address,
    @JsonPropertyDescription("Standalone, Sentinel or Cluster. Default: Standalone.")
        @Nullable Mode mode,
    @JsonPropertyDescription("Name of the master that sentinels watch. Default: mymaster.")
        @Pattern("^[-A-Za-z0-9._]+$")
        @Size(min = 1, max = 128)
        @Nullable String masterName,
    @JsonPropertyDescription("User of the access control list. Default: default.")
        @Size(min = 1, max = 128)
        @Nullable String username,
    @JsonPropertyDescription("The password. Default key: password.")
        @Nullable SecretKeyReference passwordSecretRef,
    @JsonPropertyDescription(
            "Secrets with the key ca.crt of authorities that its certificate may be from. Default:"
                + " those of the platform.")
        @Size(max = 8)
        List<ObjectReference> caCertificateRefs) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public RedisSettings {
    caCertificateRefs = caCertificateRefs == null ? List.of() : List.copyOf(caCertificateRefs);
  }

  /** How the servers hang together. */
  public enum Mode {
    Standalone,
    Sentinel,
    Cluster
  }
}
