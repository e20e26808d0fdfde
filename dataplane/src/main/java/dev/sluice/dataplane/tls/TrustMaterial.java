package dev.sluice.dataplane.tls;

import dev.sluice.snapshot.SecretSection;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Authorities of which one must have signed what the other side shows. */
public final class TrustMaterial {
  private final List<X509Certificate> authorities;
  private final X509ExtendedTrustManager manager;

  private TrustMaterial(List<X509Certificate> authorities) throws GeneralSecurityException {
    this.authorities = List.copyOf(authorities);
    this.manager = manager(authorities);
  }

  /**
   * @throws IllegalArgumentException if one cannot be used; the message names it
   */
  public static TrustMaterial of(List<SecretSection.CaBundle> bundles) {
    List<X509Certificate> authorities = new ArrayList<>();
    for (SecretSection.CaBundle bundle : bundles) {
      try {
        authorities.addAll(Pem.certificates(bundle.certificates()));
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException(
            "the authorities " + bundle.secret() + " cannot be used: " + e.getMessage(), e);
      }
    }
    try {
      return new TrustMaterial(authorities);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the authorities cannot be used: " + e.getMessage(), e);
    }
  }

  /** Those of them that others are too; the very same if all are. */
  public TrustMaterial only(TrustMaterial others) {
    List<X509Certificate> left = authorities.stream().filter(others.authorities::contains).toList();
    if (left.size() == authorities.size()) {
      return this;
    }
    try {
      return new TrustMaterial(left);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("they could be used before", e);
    }
  }

  private static X509ExtendedTrustManager manager(List<X509Certificate> authorities)
      throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new IllegalStateException("an empty store is read from nowhere", e);
    }
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    for (TrustManager each : factory.getTrustManagers()) {
      if (each instanceof X509ExtendedTrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("this Java platform has no X.509 trust manager");
  }

  /** Verifies chains, and names too where the connection asks for it. */
  public X509ExtendedTrustManager manager() {
    return manager;
  }

  public List<X509Certificate> authorities() {
    return authorities;
  }

  @Override
  public String toString() {
    return "trust in " + authorities.size() + " authorities";
  }
}
