package dev.sluice.dataplane.tls;

import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An authority of this test run, and the certificates that it makes. */
public final class TestAuthority {
  private static final AtomicLong SERIAL = new AtomicLong(1);
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyPair keys = keys("EC");
  private final X500Name name;
  private final X509Certificate certificate;

  public TestAuthority(String commonName) {
    name = new X500Name("CN=" + commonName);
    certificate = make(name, keys, Duration.ofDays(365), true);
  }

  /** A certificate of this authority with its key. */
  public record Issued(List<X509Certificate> chain, PrivateKey key) {
    public SecretSection.Certificate section(ObjectKey secret) {
      return new SecretSection.Certificate(
          secret, pem(chain), new SecretText(block("PRIVATE KEY", key.getEncoded())));
    }

    /** As PEM. */
    public String chainPem() {
      return pem(chain);
    }

    /** As PEM. */
    public String keyPem() {
      return block("PRIVATE KEY", key.getEncoded());
    }
  }

  /** On P-256, for a month. */
  public Issued issue(String... dnsNames) {
    return issue("EC", Duration.ofDays(30), dnsNames);
  }

  /**
   * @param algorithm EC or RSA
   * @param valid from now; negative: it has expired
   * @param dnsNames the first is the common name, too
   */
  public Issued issue(String algorithm, Duration valid, String... dnsNames) {
    KeyPair own = keys(algorithm);
    return new Issued(
        List.of(make(new X500Name("CN=" + dnsNames[0]), own, valid, false, dnsNames)),
        own.getPrivate());
  }

  /**
   * One that says of its owner what a test wants.
   *
   * @param valid from now; negative: it has expired
   */
  public Issued issue(X500Name subject, Duration valid, Extension... extensions) {
    KeyPair own = keys("EC");
    return new Issued(List.of(make(subject, own, valid, extensions)), own.getPrivate());
  }

  /** For {@link #issue(X500Name, Duration, Extension...)}. */
  public static Extension alternatives(GeneralName... names) {
    return extension(Extension.subjectAlternativeName, new GeneralNames(names));
  }

  /**
   * Likewise.
   *
   * @param bits as {@link KeyUsage} names them
   */
  public static Extension usage(int bits) {
    return extension(Extension.keyUsage, new KeyUsage(bits));
  }

  private static Extension extension(ASN1ObjectIdentifier type, ASN1Object value) {
    return new Extension(type, false, octets(value));
  }

  private static byte[] octets(ASN1Object value) {
    try {
      return value.getEncoded();
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public SecretSection.CaBundle bundle(ObjectKey secret) {
    return new SecretSection.CaBundle(secret, pem());
  }

  /** The authority's own certificate. */
  public String pem() {
    return pem(List.of(certificate));
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** A client that trusts this authority and has no certificate. */
  public SSLContext client() {
    return client("TLS");
  }

  /**
   * The same, up to a version.
   *
   * @param version TLSv1.2 or TLSv1.3
   */
  public SSLContext client(String version) {
    try {
      SSLContext context = SSLContext.getInstance(version);
      context.init(null, trust(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client that trusts this authority and shows a certificate if it is asked for one like it. */
  public SSLContext client(Issued shown) {
    return client(shown, "TLS");
  }

  /**
   * The same, up to a version.
   *
   * @param version TLSv1.2 or TLSv1.3
   */
  public SSLContext client(Issued shown, String version) {
    return client(shown, version, false);
  }

  /** A client that shows its certificate whatever the server asks for. */
  public SSLContext insistingClient(Issued shown) {
    return client(shown, "TLS", true);
  }

  private SSLContext client(Issued shown, String version, boolean insisting) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "own", shown.key(), PASSWORD, shown.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance(version);
      context.init(
          insisting ? new KeyManager[] {new Insisting(shown)} : factory.getKeyManagers(),
          trust(),
          null);
      return context;
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private TrustManager[] trust() {
    return new TrustManager[] {
      TrustMaterial.of(List.of(bundle(new ObjectKey("test", "authority")))).manager()
    };
  }

  private X509Certificate make(
      X500Name subject, KeyPair own, Duration valid, boolean authority, String... dnsNames) {
    Extension constraints =
        new Extension(Extension.basicConstraints, true, octets(new BasicConstraints(authority)));
    return dnsNames.length == 0
        ? make(subject, own, valid, constraints)
        : make(
            subject,
            own,
            valid,
            constraints,
            alternatives(
                Stream.of(dnsNames)
                    .map(each -> new GeneralName(GeneralName.dNSName, each))
                    .toArray(GeneralName[]::new)));
  }

  private X509Certificate make(
      X500Name subject, KeyPair own, Duration valid, Extension... extensions) {
    try {
      Instant now = Instant.now();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(SERIAL.getAndIncrement()),
              Date.from(now.minus(Duration.ofDays(2))),
              Date.from(now.plus(valid)),
              subject,
              own.getPublic());
      for (Extension extension : extensions) {
        builder.addExtension(extension);
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(algorithm.equals("EC") ? 256 : 2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(List<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    for (X509Certificate each : certificates) {
      try {
        text.append(block("CERTIFICATE", each.getEncoded()));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
    return text.toString();
  }

  private static String block(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** The platform's own chooses by the authorities that the server names. */
  private static final class Insisting extends X509ExtendedKeyManager {
    private final Issued own;

    Insisting(Issued own) {
      this.own = own;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return "own";
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {"own"};
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return own.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return own.key();
    }
  }
}
