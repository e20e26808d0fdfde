package dev.sluice.dataplane.auth.mtls;

import java.nio.ByteBuffer;

/** Values in DER (X.690), one after another. */
final class Der {
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;
  static final int OBJECT_IDENTIFIER = 0x06;

  private final ByteBuffer octets;

  Der(ByteBuffer octets) {
    this.octets = octets;
  }

  record Value(int tag, ByteBuffer content) {
    /** What it is made of. */
    Der parts(int expected) throws UnclearCertificate {
      return new Der(content(expected));
    }

    ByteBuffer content(int expected) throws UnclearCertificate {
      if (tag != expected) {
        throw malformed();
      }
      return content;
    }
  }

  boolean hasMore() {
    return octets.hasRemaining();
  }

  Value next() throws UnclearCertificate {
    int tag = octet();
    int length = length();
    if (length > octets.remaining()) {
      throw malformed();
    }
    ByteBuffer content = octets.slice(octets.position(), length);
    octets.position(octets.position() + length);
    return new Value(tag, content);
  }

  private int length() throws UnclearCertificate {
    int first = octet();
    if (first < 0x80) {
      return first;
    }
    int more = first & 0x7f;
    if (more == 0 || more > 3) {
      throw malformed();
    }
    int length = 0;
    for (int i = 0; i < more; i++) {
      length = length << 8 | octet();
    }
    return length;
  }

  private int octet() throws UnclearCertificate {
    if (!octets.hasRemaining()) {
      throw malformed();
    }
    return octets.get() & 0xff;
  }

  private static UnclearCertificate malformed() {
    return new UnclearCertificate("the certificate's subject is malformed");
  }
}
