package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.BackendTarget;
import dev.sluice.crds.ServiceBackendSpec;
import dev.sluice.matching.HostName;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.BackendTls;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code tls} of a ServiceBackend. Where it is written and cannot be had, nothing is sent: never
 * plain text, and never to somebody who was not verified as is written.
 */
final class BackendTlsResolver {
  private static final String PATH = "spec.tls";
  private final SecretReferences secrets;
  private final BackendAddresses addresses;
  private final BackendSettings settings;

  BackendTlsResolver(
      SecretReferences secrets, BackendAddresses addresses, Diagnostics diagnostics) {
    this.secrets = secrets;
    this.addresses = addresses;
    this.settings = new BackendSettings(PATH, diagnostics);
  }

  BackendTls resolve(@Nullable ServiceBackendSpec spec) {
    dev.sluice.crds.BackendTls written = spec == null ? null : spec.tls();
    if (spec == null || written == null) {
      return BackendTls.OFF;
    }
    Optional<String> hostname = hostname(written.hostname(), spec.target());
    boolean usable = hostname.isPresent();
    List<ObjectKey> authorities =
        secrets.authorities(written.caCertificateRefs(), PATH + ".caCertificateRefs");
    if (written.caCertificateRefs() != null) {
      if (written.caCertificateRefs().isEmpty()) {
        settings.error(
            "caCertificateRefs",
            "is empty; name a Secret with the authorities, or leave the field out to trust the"
                + " platform's");
      }
      // Those that are there are trusted; without any nobody is.
      usable &= !authorities.isEmpty();
    }
    List<ObjectKey> own = List.of();
    if (written.clientCertificateRef() != null) {
      own =
          secrets
              .certificate(written.clientCertificateRef(), PATH + ".clientCertificateRef")
              .map(List::of)
              .orElse(List.of());
      usable &= !own.isEmpty();
    }
    return usable
        ? new BackendTls.On(hostname.orElseThrow(), authorities, own)
        : BackendTls.UNUSABLE;
  }

  private Optional<String> hostname(@Nullable String written, @Nullable BackendTarget target) {
    if (written == null) {
      if (target == null || target.dns() == null) {
        settings.error(
            "hostname",
            "is missing; give the name that the backend's certificate is for, since the target has"
                + " none");
      }
      // A name that is not one is told where it stands.
      return Optional.ofNullable(DnsTargetResolver.hostname(target, addresses));
    }
    Optional<IpAddress> address = IpAddress.parse(written);
    if (address.isPresent()) {
      return address.map(IpAddress::toString);
    }
    if (HostName.normalize(written) instanceof HostName.Host host
        && host.port().isEmpty()
        && !host.name().startsWith("[")) {
      return Optional.of(host.name());
    }
    settings.error(
        "hostname",
        PlainText.quote(written)
            + " is no host name; give the one that the backend's certificate is for, without port"
            + " and wildcard");
    return Optional.empty();
  }
}
