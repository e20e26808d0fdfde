package dev.sluice.compiler.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a certificate and its key may look like. */
final class KeyedCertificateTest {
  @ParameterizedTest
  @CsvSource({
    "ec.crt, ec.key, EC",
    "ec.crt, ec.sec1.key, EC",
    "ec.chain.crt, ec.key, EC",
    "expired.crt, ec.key, EC",
    "rsa.crt, rsa.key, RSA",
    "rsa.crt, rsa.pkcs1.key, RSA",
    "ed25519.crt, ed25519.key, Ed25519"
  })
  void everyFormOfKeyBecomesPkcs8(String chain, String key, String algorithm) throws Exception {
    KeyedCertificate read = KeyedCertificate.of(text(chain), text(key));
    String pem = read.privateKey();
    assertThat(pem).startsWith("-----BEGIN PRIVATE KEY-----\n");
    byte[] der =
        Base64.getMimeDecoder()
            .decode(pem.replaceAll("-----[A-Z ]+-----", "").getBytes(StandardCharsets.US_ASCII));
    assertThat(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)))
        .isNotNull();
    assertThat(read.chain()).startsWith("-----BEGIN CERTIFICATE-----\n");
    assertThat(read).hasToString("KeyedCertificate[redacted]");
  }

  /** So that a tool that writes the same in another way changes nothing. */
  @Test
  void twoFormsOfOneKeyAndCommentsInBetweenGiveTheSame() throws Exception {
    KeyedCertificate plain = KeyedCertificate.of(text("rsa.crt"), text("rsa.key"));
    KeyedCertificate other =
        KeyedCertificate.of(
            "subject=CN = shop.example\r\n" + text("rsa.crt").replace("\n", "\r\n"),
            "Bag Attributes\n" + text("rsa.pkcs1.key"));
    assertThat(other).isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ec.crt | other.key | tls.key is not the key of the first certificate in tls.crt",
        "ec.crt | rsa.key | tls.key holds a key that cannot be read, or of another kind",
        "rsa.crt | rsa.encrypted.key | tls.key holds a key with a pass phrase",
        "rsa.crt | rsa.legacy-encrypted.key | tls.key has a PEM block with a pass phrase",
        "rsa.crt | rsa.crt | tls.key holds no private key",
        "rsa.key | rsa.key | tls.crt holds something else than certificates",
        "ec.disordered.crt | ec.key | tls.crt certificate 1 is not signed by certificate 2",
        "ec.gap.crt | ec.key | tls.crt certificate 1 is not signed by certificate 2",
        "weak.crt | weak.key | tls.crt holds a certificate with an RSA key of 1024 bits",
        "weak-ec.crt | weak-ec.key | tls.crt holds a certificate",
        "sha1.crt | ec.key | tls.crt holds a certificate that is signed with SHA1"
      })
  void aMistakeIsToldWithItsCure(String chain, String key, String message) {
    assertThatExceptionOfType(UnusableCertificate.class)
        .isThrownBy(() -> KeyedCertificate.of(text(chain), text(key)))
        .withMessageStartingWith(message)
        .withMessageContaining(";");
  }

  @Test
  void brokenTextIsRefusedAndNotQuoted() {
    String key = text("ec.key");
    String canary = key.lines().skip(1).findFirst().orElseThrow().substring(0, 20);
    for (String broken :
        new String[] {
          "",
          canary,
          key.replace("-----END PRIVATE KEY-----", ""),
          key.replace("END PRIVATE", "END PUBLIC"),
          key.replace(canary, canary + "!"),
          key.replace(canary, canary.substring(4)),
          key + key
        }) {
      assertThatExceptionOfType(UnusableCertificate.class)
          .isThrownBy(() -> KeyedCertificate.of(text("ec.crt"), broken))
          .satisfies(e -> assertThat(e.getMessage()).startsWith("tls.key ").doesNotContain(canary))
          .withNoCause();
    }
    assertThatExceptionOfType(UnusableCertificate.class)
        .isThrownBy(() -> KeyedCertificate.of(text("ec.crt").substring(0, 200), key))
        .withMessageContaining("cut off");
  }

  @Test
  void authoritiesAreTakenOnceEach() throws Exception {
    String root = text("root.crt");
    assertThat(TrustedAuthorities.of(root + "\n# again\n" + root))
        .isEqualTo(TrustedAuthorities.of(root));
    assertThatExceptionOfType(UnusableCertificate.class)
        .isThrownBy(() -> TrustedAuthorities.of("none"))
        .withMessage("holds no PEM block CERTIFICATE; add one");
  }

  private static String text(String name) {
    try (InputStream file =
        KeyedCertificateTest.class.getResourceAsStream("/certificates/" + name)) {
      return new String(
          Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
