package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a listener of protocol HTTPS speaks TLS. */
public record ListenerTls(
    @JsonPropertyDescription(
            "Secrets of type kubernetes.io/tls in the data plane's namespace. The certificate that"
                + " carries the name that the client asks for (SNI) is shown, else one with a"
                + " wildcard for it, else the first.")
        @Required
        @Size(min = 1, max = 64)
        List<ObjectReference> certificateRefs,
    @JsonPropertyDescription("Lowest version of TLS that is accepted. Default: 1.2.")
        @Nullable Version minVersion,
    @JsonPropertyDescription("Certificates of clients. Default: they are not asked for any.")
        @Nullable ClientValidation clientValidation) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public ListenerTls {
    certificateRefs = certificateRefs == null ? List.of() : List.copyOf(certificateRefs);
  }

  /** Versions that can be the lowest. */
  public enum Version {
    @JsonProperty("1.2")
    V1_2,
    @JsonProperty("1.3")
    V1_3
  }

  /** Which certificates clients show. */
  public record ClientValidation(
      @JsonPropertyDescription(
              "Required: no connection without a certificate that one of the authorities signed."
                  + " Optional: a client may come without one, but not with a bad one. Default:"
                  + " Required.")
          @Nullable Mode mode,
      @JsonPropertyDescription(
              "Secrets of the data plane's namespace with the authorities in ca.crt.")
          @Required
          @Size(min = 1, max = 16)
          List<ObjectReference> caCertificateRefs) {
    @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
    public ClientValidation {
      caCertificateRefs = caCertificateRefs == null ? List.of() : List.copyOf(caCertificateRefs);
    }
  }

  /** Whether a client may come without a certificate. */
  public enum Mode {
    Optional,
    Required
  }
}
