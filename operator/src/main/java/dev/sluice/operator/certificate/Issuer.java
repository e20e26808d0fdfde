package dev.sluice.operator.certificate;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates as RFC 5280 wants them, on P-256. */
final class Issuer {
  /** Clocks differ: a certificate is valid a little before it was made. */
  private static final Duration BACKDATED = Duration.ofMinutes(10);

  private static final X500Name AUTHORITY = new X500Name("CN=sluice-operator-ca,O=sluice.dev");
  private static final X500Name SERVER = new X500Name("CN=sluice-operator,O=sluice.dev");

  private Issuer() {}

  static KeyedCertificate authority(Instant now, Duration valid) {
    try {
      KeyPair keys = keys();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              AUTHORITY,
              serial(),
              Date.from(now.minus(BACKDATED)),
              Date.from(now.plus(valid)),
              AUTHORITY,
              keys.getPublic());
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              extensions.createSubjectKeyIdentifier(keys.getPublic()));
      return signed(builder, keys, keys);
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("the platform makes no EC certificate", e);
    }
  }

  static KeyedCertificate serving(
      KeyedCertificate authority, ServingNames names, Instant now, Duration valid) {
    try {
      KeyPair keys = keys();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              AUTHORITY,
              serial(),
              Date.from(now.minus(BACKDATED)),
              Date.from(now.plus(valid)),
              SERVER,
              keys.getPublic());
      List<GeneralName> alternatives = new ArrayList<>();
      names.dns().forEach(name -> alternatives.add(new GeneralName(GeneralName.dNSName, name)));
      names.ips().forEach(ip -> alternatives.add(new GeneralName(GeneralName.iPAddress, ip)));
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
          .addExtension(
              Extension.subjectAlternativeName,
              false,
              new GeneralNames(alternatives.toArray(new GeneralName[0])))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              extensions.createAuthorityKeyIdentifier(authority.certificate().getPublicKey()));
      return signed(
          builder, keys, new KeyPair(authority.certificate().getPublicKey(), authority.key()));
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("the platform makes no EC certificate", e);
    }
  }

  private static KeyedCertificate signed(
      X509v3CertificateBuilder builder, KeyPair subject, KeyPair signer)
      throws OperatorCreationException, GeneralSecurityException {
    return new KeyedCertificate(
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()))),
        subject.getPrivate());
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static BigInteger serial() {
    return new BigInteger(127, new SecureRandom()).add(BigInteger.ONE);
  }
}
