package dev.sluice.snapshot;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a certificate may say of its owner. */
public enum CertificatePart {
  /** The whole name, as RFC 4514 writes it. */
  SUBJECT("subject"),
  COMMON_NAME("subject.CN"),
  ORGANIZATION("subject.O"),
  ORGANIZATIONAL_UNIT("subject.OU"),
  DNS_NAMES("san.dns"),
  EMAIL_ADDRESSES("san.email"),
  URIS("san.uri"),
  SPIFFE_ID("spiffe"),
  TRUST_DOMAIN("spiffe.trustDomain"),
  /** SHA-256 of the whole certificate, in hexadecimal digits of lower case. */
  FINGERPRINT("fingerprint"),
  /** In hexadecimal digits of lower case, two for each octet. */
  SERIAL("serial");

  private final String written;

  CertificatePart(String written) {
    this.written = written;
  }

  /** As resources name it. */
  public String written() {
    return written;
  }

  public static Optional<CertificatePart> of(String written) {
    return Stream.of(values()).filter(each -> each.written.equals(written)).findFirst();
  }

  /** The names of all, with commas between. */
  public static String all() {
    return Stream.of(values()).map(CertificatePart::written).collect(Collectors.joining(", "));
  }
}
