package dev.sluice.dataplane.auth.mtls;

import dev.sluice.dataplane.identity.Claims;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.identity.IdentityHeader;
import dev.sluice.snapshot.CertificatePart;
import dev.sluice.snapshot.ForwardedClaim;
import dev.sluice.snapshot.IdentityProvider;
import io.undertow.util.HttpString;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parts of a certificate to identity, as one provider maps them. */
final class CertificateOwner {
  private final String provider;
  private final Optional<CertificatePart> user;
  private final Optional<CertificatePart> tenant;
  private final Optional<CertificatePart> roles;
  private final List<Header> headers;

  private record Header(CertificatePart part, HttpString name) {}

  /**
   * @throws IllegalArgumentException if there is no such part
   */
  CertificateOwner(IdentityProvider.ClientCertificate section) {
    provider = section.name();
    user = part(section.parts().user());
    tenant = part(section.parts().tenant());
    roles = part(section.parts().roles());
    headers =
        section.partHeaders().stream()
            .map(
                (ForwardedClaim each) ->
                    new Header(
                        part(each.claim())
                            .orElseThrow(
                                () -> new IllegalArgumentException("a header without a part")),
                        new HttpString(each.header())))
            .toList();
  }

  private static Optional<CertificatePart> part(String written) {
    if (written.isEmpty()) {
      return Optional.empty();
    }
    Optional<CertificatePart> part = CertificatePart.of(written);
    if (part.isEmpty()) {
      throw new IllegalArgumentException("certificates have no part " + written);
    }
    return part;
  }

  /**
   * @throws UnclearCertificate if the certificate does not say exactly who its owner is
   */
  Identity of(X509Certificate certificate) throws UnclearCertificate {
    CertificateReading reading = new CertificateReading(certificate);
    String name = user.isEmpty() ? "" : one(reading, user.get());
    if (user.isPresent() && name.isEmpty()) {
      throw new UnclearCertificate("the certificate has no " + user.get().written());
    }
    List<IdentityHeader> told = new ArrayList<>(headers.size());
    for (Header header : headers) {
      IdentityHeader.of(header.name(), reading.texts(header.part())).ifPresent(told::add);
    }
    return new Identity(
        provider,
        name,
        tenant.isEmpty() ? "" : one(reading, tenant.get()),
        roles.isEmpty() ? List.of() : reading.texts(roles.get()),
        List.of(),
        List.of(),
        Claims.of(claims(reading)),
        told);
  }

  private static String one(CertificateReading reading, CertificatePart part)
      throws UnclearCertificate {
    List<String> texts = reading.texts(part);
    if (texts.size() > 1) {
      throw new UnclearCertificate("the certificate has more than one " + part.written());
    }
    return texts.isEmpty() ? "" : texts.getFirst();
  }

  /** A part that is not clear is nobody's, and harms nobody who does not ask for it. */
  private static Map<String, List<String>> claims(CertificateReading reading) {
    Map<String, List<String>> claims = new HashMap<>();
    for (CertificatePart part : CertificatePart.values()) {
      try {
        List<String> texts = reading.texts(part);
        if (!texts.isEmpty()) {
          claims.put(part.written(), texts);
        }
      } catch (UnclearCertificate e) {
        // Left out.
        continue;
      }
    }
    return claims;
  }
}
