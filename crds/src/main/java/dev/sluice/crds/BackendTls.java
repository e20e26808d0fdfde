package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TLS to a backend: where it is present, all is encrypted and verified. */
public record BackendTls(
    @JsonPropertyDescription(
            "Name that the backend's certificate must be for, also sent as SNI. Default:"
                + " target.dns.hostname; required for other targets.")
        @Size(min = 1, max = 253)
        @Pattern("^[A-Za-z0-9_.:-]+$")
        @Nullable String hostname,
    @JsonPropertyDescription(
            "Secrets of this namespace whose ca.crt holds the authorities, one of which must have"
                + " signed the certificate. Default: the authorities of the platform.")
        @Size(min = 1, max = 8)
        @Nullable List<ObjectReference> caCertificateRefs,
    @JsonPropertyDescription(
            "Secret of this namespace, of type kubernetes.io/tls, with the certificate that is"
                + " shown to the backend when it asks. Default: none.")
        @Nullable ObjectReference clientCertificateRef) {}
