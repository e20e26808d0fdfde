package dev.sluice.compiler.certificate;

import java.util.LinkedHashSet;
import java.util.Set;

/** Authorities that are trusted. */
public final class TrustedAuthorities {
  private static final int MOST = 1_000;

  private TrustedAuthorities() {}

  /**
   * The certificates in PEM, each once.
   *
   * @throws UnusableCertificate if there is none, or one that is broken or weak
   */
  public static String of(String pem) throws UnusableCertificate {
    Set<String> each = new LinkedHashSet<>();
    for (var certificate : Certificates.read(pem, MOST)) {
      each.add(Certificates.write(certificate));
    }
    return String.join("", each);
  }
}
