package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.crds.ListenerSpec;
import dev.sluice.crds.ListenerSpec.Protocol;
import dev.sluice.crds.ListenerTls.ClientValidation;
import dev.sluice.crds.ListenerTls.Mode;
import dev.sluice.crds.ListenerTls.Version;
import dev.sluice.snapshot.ListenerTls;
import dev.sluice.snapshot.ListenerTls.ClientCertificates;
import dev.sluice.snapshot.ListenerTls.TlsVersion;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a listener speaks TLS. */
final class ListenerTlsResolver {
  private final SecretReferences secrets;
  private final Diagnostics diagnostics;

  ListenerTlsResolver(SecretReferences secrets, Diagnostics diagnostics) {
    this.secrets = secrets;
    this.diagnostics = diagnostics;
  }

  /**
   * Empty when the listener cannot be served: what was to be secret must not be served in the open,
   * and without a certificate there is nothing to show.
   *
   * @param field where {@code tls} stands, or should
   */
  Optional<ListenerTls> resolve(ListenerSpec listener, String field) {
    dev.sluice.crds.ListenerTls written = listener.tls();
    if (listener.protocol() != Protocol.HTTPS) {
      if (written == null) {
        return Optional.of(ListenerTls.OFF);
      }
      diagnostics.error(
          DataPlaneReason.INVALID_TLS,
          field,
          "is for protocol HTTPS; set the protocol, or remove tls");
      return Optional.empty();
    }
    if (written == null) {
      diagnostics.error(
          DataPlaneReason.INVALID_TLS,
          field,
          "is missing, and protocol HTTPS needs it; name a certificate in certificateRefs");
      return Optional.empty();
    }
    if (written.certificateRefs().isEmpty()) {
      diagnostics.error(
          DataPlaneReason.INVALID_TLS,
          field + ".certificateRefs",
          "is empty; name a Secret of type kubernetes.io/tls");
      return Optional.empty();
    }
    List<ObjectKey> certificates =
        secrets.certificates(written.certificateRefs(), field + ".certificateRefs");
    ClientCertificates clients = clients(written.clientValidation(), field + ".clientValidation");
    return certificates.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ListenerTls.On(
                certificates,
                written.minVersion() == Version.V1_3 ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2,
                clients));
  }

  /** With no authority that can be used nobody is let in who shows a certificate, or must. */
  private ClientCertificates clients(@Nullable ClientValidation written, String field) {
    if (written == null) {
      return ClientCertificates.NONE;
    }
    if (written.caCertificateRefs().isEmpty()) {
      diagnostics.error(
          DataPlaneReason.INVALID_TLS,
          field + ".caCertificateRefs",
          "is empty, so that no certificate is good; name a Secret with ca.crt");
    }
    return new ClientCertificates.Asked(
        written.mode() != Mode.Optional,
        secrets.authorities(written.caCertificateRefs(), field + ".caCertificateRefs"));
  }
}
