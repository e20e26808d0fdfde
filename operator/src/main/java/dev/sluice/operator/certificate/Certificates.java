package dev.sluice.operator.certificate;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that the Secret holds, and when it changes.
 *
 * <p>A new authority is published well before anything is signed with it, and an old one stays
 * trusted until its last certificate is gone, so that at no time does a data plane meet a
 * certificate that its mounted bundle does not know.
 *
 * @param authority signs now
 * @param next will sign once every data plane had time to learn of it
 * @param previous signed before; still trusted
 */
record Certificates(
    KeyedCertificate authority,
    @Nullable KeyedCertificate next,
    List<X509Certificate> previous,
    KeyedCertificate serving) {
  static final Duration AUTHORITY_VALID = Duration.ofDays(730);
  static final Duration SERVING_VALID = Duration.ofDays(90);
  static final Duration SERVING_RENEWED_BEFORE = Duration.ofDays(30);

  /** A next authority appears this long before the present one ends. */
  static final Duration AUTHORITY_ANNOUNCED_BEFORE = Duration.ofDays(240);

  /** How long it is only announced: far more than a kubelet needs to refresh a mounted file. */
  static final Duration ANNOUNCED_FOR = Duration.ofDays(7);

  private static final String AUTHORITY_CERTIFICATE = "authority.crt";
  private static final String AUTHORITY_KEY = "authority.key";
  private static final String NEXT_CERTIFICATE = "authority-next.crt";
  private static final String NEXT_KEY = "authority-next.key";
  private static final String PREVIOUS = "authority-previous.crt";
  private static final String SERVING_CERTIFICATE = "tls.crt";
  private static final String SERVING_KEY = "tls.key";

  Certificates {
    previous = List.copyOf(previous);
  }

  static Certificates create(ServingNames names, Instant now) {
    KeyedCertificate authority = Issuer.authority(now, AUTHORITY_VALID);
    return new Certificates(
        authority, null, List.of(), Issuer.serving(authority, names, now, SERVING_VALID));
  }

  /** What this should become now; empty when it is good as it is. */
  Optional<Certificates> renewed(ServingNames names, Instant now) {
    KeyedCertificate authority = this.authority;
    KeyedCertificate next = this.next;
    KeyedCertificate serving = this.serving;
    List<X509Certificate> previous =
        this.previous.stream()
            .filter(certificate -> now.isBefore(certificate.getNotAfter().toInstant()))
            .toList();
    if (now.isAfter(end(authority))) {
      return Optional.of(create(names, now));
    }
    if (next == null && now.isAfter(end(authority).minus(AUTHORITY_ANNOUNCED_BEFORE))) {
      next = Issuer.authority(now, AUTHORITY_VALID);
    }
    if (next != null
        && now.isAfter(next.certificate().getNotBefore().toInstant().plus(ANNOUNCED_FOR))) {
      previous = new ArrayList<>(previous);
      previous.add(authority.certificate());
      authority = next;
      next = null;
      serving = Issuer.serving(authority, names, now, SERVING_VALID);
    }
    if (now.isAfter(end(serving).minus(SERVING_RENEWED_BEFORE))
        || !names.coveredBy(serving.certificate())) {
      serving = Issuer.serving(authority, names, now, SERVING_VALID);
    }
    Certificates result = new Certificates(authority, next, previous, serving);
    return result.equals(this) ? Optional.empty() : Optional.of(result);
  }

  /** What data planes trust, as PEM. */
  String bundle() {
    List<X509Certificate> trusted = new ArrayList<>();
    trusted.add(authority.certificate());
    if (next != null) {
      trusted.add(next.certificate());
    }
    trusted.addAll(previous);
    return Pem.write(trusted);
  }

  /** The data of the Secret, in Base64. */
  Map<String, String> toSecret() {
    Map<String, String> data = new TreeMap<>();
    put(data, AUTHORITY_CERTIFICATE, Pem.write(List.of(authority.certificate())));
    put(data, AUTHORITY_KEY, Pem.write(authority.key()));
    if (next != null) {
      put(data, NEXT_CERTIFICATE, Pem.write(List.of(next.certificate())));
      put(data, NEXT_KEY, Pem.write(next.key()));
    }
    if (!previous.isEmpty()) {
      put(data, PREVIOUS, Pem.write(previous));
    }
    put(data, SERVING_CERTIFICATE, Pem.write(List.of(serving.certificate())));
    put(data, SERVING_KEY, Pem.write(serving.key()));
    return data;
  }

  /**
   * @throws GeneralSecurityException if the data is not what {@link #toSecret} writes
   */
  static Certificates fromSecret(Map<String, String> data) throws GeneralSecurityException {
    return new Certificates(
        keyed(data, AUTHORITY_CERTIFICATE, AUTHORITY_KEY),
        data.containsKey(NEXT_KEY) ? keyed(data, NEXT_CERTIFICATE, NEXT_KEY) : null,
        data.containsKey(PREVIOUS) ? Pem.certificates(get(data, PREVIOUS)) : List.of(),
        keyed(data, SERVING_CERTIFICATE, SERVING_KEY));
  }

  private static KeyedCertificate keyed(Map<String, String> data, String certificate, String key)
      throws GeneralSecurityException {
    List<X509Certificate> chain = Pem.certificates(get(data, certificate));
    if (chain.isEmpty()) {
      throw new GeneralSecurityException(certificate + " holds no certificate");
    }
    return new KeyedCertificate(chain.getFirst(), Pem.key(get(data, key)));
  }

  private static void put(Map<String, String> data, String name, String text) {
    data.put(name, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String get(Map<String, String> data, String name) throws GeneralSecurityException {
    String value = data.get(name);
    if (value == null) {
      throw new GeneralSecurityException(name + " is missing");
    }
    try {
      return new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(name + " is not Base64");
    }
  }

  private static Instant end(KeyedCertificate keyed) {
    return keyed.certificate().getNotAfter().toInstant();
  }
}
