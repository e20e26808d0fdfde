package dev.sluice.operator.report;

import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ListenerTls;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.Snapshot;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Until when the certificates of a data plane's listeners are good. The compiler has no clock, so
 * this is judged here. Used by one thread.
 */
final class CertificateExpiry {
  static final String TYPE = "CertificatesValid";

  /** Long enough for people to act, and never more than a fifth of a certificate's life. */
  private static final Duration WARNING = Duration.ofDays(14);

  private static final int PART_OF_LIFE = 5;

  /** Of what was read before; beyond it everything is read again. */
  private static final int MAX_KNOWN = 4_096;

  private final Map<String, Validity> known = new HashMap<>();

  private record Validity(Instant from, Instant until) {
    Instant warned() {
      Duration part = Duration.between(from, until).dividedBy(PART_OF_LIFE);
      return until.minus(part.compareTo(WARNING) < 0 ? part : WARNING);
    }
  }

  /** Empty for a data plane without HTTPS. */
  Optional<Draft> judge(Snapshot snapshot, Instant now) {
    Map<ObjectKey, Validity> validities = validities(snapshot.secrets());
    List<String> expired = new ArrayList<>();
    List<String> expiring = new ArrayList<>();
    boolean https = false;
    for (Listener listener : snapshot.gateway().listeners()) {
      if (listener.tls() instanceof ListenerTls.On on) {
        https = true;
        for (ObjectKey secret : on.certificates()) {
          Validity validity = validities.get(secret);
          if (validity != null && !now.isBefore(validity.warned())) {
            (now.isBefore(validity.until()) ? expiring : expired)
                .add(
                    secret.name()
                        + " of listener "
                        + listener.name()
                        + " ("
                        + validity.until()
                        + ")");
          }
        }
      }
    }
    if (!https) {
      return Optional.empty();
    }
    if (expired.isEmpty() && expiring.isEmpty()) {
      return Optional.of(Draft.holding(TYPE, "Valid", "no certificate of a listener ends soon"));
    }
    List<String> all = new ArrayList<>(expired);
    all.addAll(expiring);
    return Optional.of(
        Draft.failing(
            TYPE,
            expired.isEmpty() ? "CertificateExpiring" : "CertificateExpired",
            "renew the certificates in these Secrets, they have ended or end soon: "
                + String.join(", ", all)));
  }

  private Map<ObjectKey, Validity> validities(List<SecretSection> secrets) {
    Map<ObjectKey, Validity> validities = new HashMap<>();
    for (SecretSection secret : secrets) {
      if (secret instanceof SecretSection.Certificate certificate) {
        Validity validity = known.computeIfAbsent(certificate.chain(), CertificateExpiry::read);
        validities.put(certificate.secret(), validity);
      }
    }
    if (known.size() > MAX_KNOWN) {
      known.clear();
    }
    return validities;
  }

  /** The shortest of the chain. */
  private static Validity read(String chain) {
    Instant from = Instant.MIN;
    Instant until = Instant.MAX;
    try {
      for (Certificate each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(chain.getBytes(StandardCharsets.US_ASCII)))) {
        Instant end = ((X509Certificate) each).getNotAfter().toInstant();
        if (end.isBefore(until)) {
          until = end;
          from = ((X509Certificate) each).getNotBefore().toInstant();
        }
      }
      return new Validity(from, until);
    } catch (CertificateException e) {
      throw new IllegalStateException("the compiler lets no other certificate through", e);
    }
  }
}
