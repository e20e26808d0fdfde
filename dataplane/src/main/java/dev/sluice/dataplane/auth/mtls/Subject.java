package dev.sluice.dataplane.auth.mtls;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * A name of X.500, read from its octets: written as text, different names can look alike. The text
 * is used only of a name of which every value is clear.
 */
final class Subject {
  static final String COMMON_NAME = "550403";
  static final String ORGANIZATION = "55040a";
  static final String ORGANIZATIONAL_UNIT = "55040b";

  private final X500Principal name;
  private final List<Attribute> attributes = new ArrayList<>();

  private record Attribute(String type, Der.Value value) {}

  private Subject(X500Principal name) {
    this.name = name;
  }

  static Subject of(X500Principal name) throws UnclearCertificate {
    Subject subject = new Subject(name);
    Der all = new Der(ByteBuffer.wrap(name.getEncoded())).next().parts(Der.SEQUENCE);
    while (all.hasMore()) {
      Der together = all.next().parts(Der.SET);
      while (together.hasMore()) {
        Der pair = together.next().parts(Der.SEQUENCE);
        ByteBuffer type = pair.next().content(Der.OBJECT_IDENTIFIER);
        byte[] octets = new byte[type.remaining()];
        type.get(octets);
        subject.attributes.add(new Attribute(HexFormat.of().formatHex(octets), pair.next()));
      }
    }
    return subject;
  }

  /**
   * All values of an attribute, in the order of the certificate.
   *
   * @param type its object identifier, in hexadecimal digits of its octets
   */
  List<String> values(String type) throws UnclearCertificate {
    List<String> values = new ArrayList<>();
    for (Attribute attribute : attributes) {
      if (attribute.type().equals(type)) {
        values.add(NameText.of(attribute.value()));
      }
    }
    return values;
  }

  /** As RFC 4514 writes it; none of a certificate that has no subject. */
  List<String> text() throws UnclearCertificate {
    if (attributes.isEmpty()) {
      return List.of();
    }
    for (Attribute attribute : attributes) {
      NameText.of(attribute.value());
    }
    return List.of(NameText.check(name.getName(X500Principal.RFC2253)));
  }
}
