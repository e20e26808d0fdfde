package dev.sluice.dataplane.auth.mtls;

import dev.sluice.snapshot.CertificatePart;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a certificate says of its owner, part by part. */
final class CertificateReading {
  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;

  /** Positions in the extension of RFC 5280, section 4.2.1.3. */
  private static final int DIGITAL_SIGNATURE = 0;

  private static final int CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;

  private final X509Certificate certificate;

  CertificateReading(X509Certificate certificate) {
    this.certificate = certificate;
  }

  /**
   * @return in the order of the certificate; empty if it says nothing of the kind
   * @throws UnclearCertificate if it says so in a way that nobody should rely on
   */
  List<String> texts(CertificatePart part) throws UnclearCertificate {
    return switch (part) {
      case SUBJECT -> subject().text();
      case COMMON_NAME -> subject().values(Subject.COMMON_NAME);
      case ORGANIZATION -> subject().values(Subject.ORGANIZATION);
      case ORGANIZATIONAL_UNIT -> subject().values(Subject.ORGANIZATIONAL_UNIT);
      case DNS_NAMES ->
          names(DNS).stream().map(each -> each.toLowerCase(Locale.ROOT)).distinct().toList();
      case EMAIL_ADDRESSES -> names(EMAIL);
      case URIS -> names(URI);
      case SPIFFE_ID -> spiffe().map(SpiffeId::text).stream().toList();
      case TRUST_DOMAIN -> spiffe().map(SpiffeId::trustDomain).stream().toList();
      case FINGERPRINT -> List.of(fingerprint());
      case SERIAL -> List.of(serial());
    };
  }

  private Subject subject() throws UnclearCertificate {
    return Subject.of(certificate.getSubjectX500Principal());
  }

  private List<String> names(int kind) throws UnclearCertificate {
    Collection<List<?>> alternatives;
    try {
      alternatives = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      throw new UnclearCertificate("the certificate's alternative names are malformed");
    }
    List<String> names = new ArrayList<>();
    if (alternatives != null) {
      for (List<?> each : alternatives) {
        if (each.get(0) instanceof Integer type && type == kind) {
          names.add(NameText.checkAscii(String.valueOf(each.get(1))));
        }
      }
    }
    return names;
  }

  /** X.509-SVID, sections 2 and 5.2. */
  private Optional<SpiffeId> spiffe() throws UnclearCertificate {
    Optional<SpiffeId> id = SpiffeId.of(names(URI));
    boolean[] usage = certificate.getKeyUsage();
    if (id.isPresent()
        && (certificate.getBasicConstraints() >= 0
            || (usage != null
                && (!usage[DIGITAL_SIGNATURE] || usage[CERT_SIGN] || usage[CRL_SIGN])))) {
      throw new UnclearCertificate("the certificate has a SPIFFE ID and is no workload's");
    }
    return id;
  }

  /** Without the octet that is there for the sign. */
  private String serial() throws UnclearCertificate {
    byte[] octets = certificate.getSerialNumber().toByteArray();
    if (certificate.getSerialNumber().signum() < 0) {
      throw new UnclearCertificate("the certificate's serial number is negative");
    }
    int sign = octets.length > 1 && octets[0] == 0 ? 1 : 0;
    return HexFormat.of().formatHex(octets, sign, octets.length);
  }

  private String fingerprint() {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was verified has no octets", e);
    }
  }
}
