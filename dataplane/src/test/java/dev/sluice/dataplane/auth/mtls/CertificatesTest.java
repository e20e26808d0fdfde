package dev.sluice.dataplane.auth.mtls;

import static dev.sluice.dataplane.tls.TestAuthority.alternatives;
import static dev.sluice.dataplane.tls.TestAuthority.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.snapshot.ForwardedClaim;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityProvider.ClaimNames;
import dev.sluice.snapshot.ObjectKey;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a certificate names, and when it names nobody. */
final class CertificatesTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("partners");
  private static final TestAuthority OTHER = new TestAuthority("partners");
  private static final Duration MONTH = Duration.ofDays(30);
  private static final ClaimNames USUAL = new ClaimNames("subject.CN", "", "", "");

  private final AtomicLong now = new AtomicLong(System.currentTimeMillis());

  private static IdentityProvider.ClientCertificate section(ClaimNames names, String... headers) {
    return new IdentityProvider.ClientCertificate(
        "certs",
        names,
        List.of(),
        List.of(),
        Stream.of(headers).map(each -> new ForwardedClaim(each, "x-" + each)).toList());
  }

  private static IdentityProvider.ClientCertificate user(String part) {
    return section(new ClaimNames(part, "", "", ""), part);
  }

  private static X500Name subject(ASN1ObjectIdentifier type, ASN1Encodable... values) {
    return new X500Name(Stream.of(values).map(value -> new RDN(type, value)).toArray(RDN[]::new));
  }

  private static X500Name commonName(ASN1Encodable... values) {
    return subject(BCStyle.CN, values);
  }

  private static X509Certificate certificate(X500Name subject, Extension... extensions) {
    return AUTHORITY.issue(subject, MONTH, extensions).chain().getFirst();
  }

  private static X509Certificate of(GeneralName... names) {
    return certificate(new X500Name("CN=a"), alternatives(names));
  }

  private static X509Certificate ofUri(String uri, Extension... more) {
    return certificate(
        new X500Name("O=workloads"),
        Stream.concat(
                Stream.of(
                    alternatives(new GeneralName(GeneralName.uniformResourceIdentifier, uri))),
                Stream.of(more))
            .toArray(Extension[]::new));
  }

  private Outcome judge(IdentityProvider.ClientCertificate section, X509Certificate... chain) {
    return new ClientCertificateAuthenticator(section, List.of(), now::get)
        .judge(chain)
        .at(now.get());
  }

  private Identity known(IdentityProvider.ClientCertificate section, X509Certificate certificate) {
    Outcome outcome = judge(section, certificate);
    assertThat(outcome).isInstanceOf(Outcome.Known.class);
    return ((Outcome.Known) outcome).identity();
  }

  private void refused(
      IdentityProvider.ClientCertificate section, X509Certificate certificate, String reason) {
    assertThat(judge(section, certificate)).isEqualTo(new Outcome.Refused(reason));
  }

  @Test
  void everyPartIsFoundWhereItStands() throws Exception {
    X509Certificate certificate =
        certificate(
            new X500Name("C=DE,O=Acme\\, Inc.,OU=orders,OU=returns,CN=partner-a"),
            alternatives(
                new GeneralName(GeneralName.dNSName, "A.example"),
                new GeneralName(GeneralName.dNSName, "b.example"),
                new GeneralName(GeneralName.rfc822Name, "a@example"),
                new GeneralName(
                    GeneralName.uniformResourceIdentifier, "spiffe://prod.example/ns/shop/sa/a")),
            usage(KeyUsage.digitalSignature));
    Identity identity =
        known(
            section(
                new ClaimNames("spiffe", "subject.O", "subject.OU", ""),
                "subject",
                "subject.CN",
                "subject.OU",
                "san.dns",
                "san.email",
                "spiffe",
                "spiffe.trustDomain",
                "fingerprint",
                "serial"),
            certificate);
    assertThat(identity.user()).isEqualTo("spiffe://prod.example/ns/shop/sa/a");
    assertThat(identity.tenant()).isEqualTo("Acme, Inc.");
    assertThat(identity.roles()).containsExactly("orders", "returns");
    assertThat(identity.headers().stream().map(each -> each.name() + ": " + each.value()))
        .containsExactly(
            "x-subject: CN=partner-a%2COU=returns%2COU=orders%2CO=Acme\\%2C Inc.%2CC=DE",
            "x-subject.CN: partner-a",
            "x-subject.OU: orders,returns",
            "x-san.dns: a.example,b.example",
            "x-san.email: a@example",
            "x-spiffe: spiffe://prod.example/ns/shop/sa/a",
            "x-spiffe.trustDomain: prod.example",
            "x-fingerprint: "
                + HexFormat.of()
                    .formatHex(
                        MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())),
            "x-serial: "
                + HexFormat.of()
                    .formatHex(BigIntegers.asUnsignedByteArray(certificate.getSerialNumber())));
    assertThat(identity.attributes().texts("subject.OU")).containsExactly("orders", "returns");
    assertThat(identity.attributes().text("san.email")).isEqualTo("a@example");
  }

  @Test
  void aNameIsWhatItsOctetsSay() {
    assertThat(known(section(USUAL), certificate(new X500Name("CN=a\\,CN\\=b+O=c"))).user())
        .isEqualTo("a,CN=b");
    assertThat(known(section(USUAL), certificate(new X500Name("O=x+CN=a+OU=y"))).user())
        .isEqualTo("a");
    assertThat(known(section(USUAL), certificate(commonName(new DERUTF8String("Müller")))).user())
        .isEqualTo("Müller");
    assertThat(known(section(USUAL), certificate(commonName(new DERBMPString("Müller")))).user())
        .isEqualTo("Müller");
    assertThat(known(section(USUAL), certificate(commonName(new DERT61String("plain")))).user())
        .isEqualTo("plain");
    assertThat(known(section(USUAL), certificate(commonName(new DERIA5String("#61")))).user())
        .isEqualTo("#61");
    assertThat(
            known(section(USUAL), certificate(new X500Name("CN=a,1.2.840.113549.1.9.1=b@c")))
                .user())
        .isEqualTo("a");
  }

  static Stream<Arguments> unclearNames() {
    return Stream.of(
            new DERUTF8String("admin\0.example"),
            new DERUTF8String("admin\r\nX-Roles: root"),
            new DERUTF8String("\nadmin"),
            new DERUTF8String("admin\n"),
            new DERUTF8String(" admin"),
            new DERUTF8String("admin "),
            new DERUTF8String("admin\u00a0"),
            new DERUTF8String("admin\u2028x"),
            new DERUTF8String("admin\u0085"),
            new DERUTF8String("admin\ufffd"),
            new DERUTF8String(""),
            new DERUTF8String("x".repeat(2_049)),
            new DERPrintableString("admin\u007f"),
            new DERT61String("M\u00fcller"),
            new DERBMPString("admin\0"),
            new DEROctetString(new byte[] {'a'}))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("unclearNames")
  void aNameThatCanBeReadInTwoWaysIsNobodys(ASN1Encodable value) {
    String why = "a name in the certificate can be read in more than one way";
    refused(section(USUAL), certificate(commonName(value)), why);
    refused(user("subject"), certificate(commonName(value)), why);
    refused(
        user("subject"),
        certificate(
            new X500Name(
                new RDN[] {
                  new RDN(BCStyle.CN, new DERUTF8String("a")), new RDN(BCStyle.L, value)
                })),
        why);
    // Who does not ask for that part is not harmed by it.
    Identity other = known(user("serial"), certificate(commonName(value)));
    assertThat(other.attributes().texts("subject.CN")).isEmpty();
    assertThat(other.attributes().texts("serial")).isNotEmpty();
  }

  @Test
  void badUtf8IsNobodys() {
    byte[] encoded = {0x0c, 2, (byte) 0xc3, 0x28};
    assertThatThrownBy(() -> NameText.of(new Der(java.nio.ByteBuffer.wrap(encoded)).next()))
        .isInstanceOf(UnclearCertificate.class);
    assertThatThrownBy(() -> new Der(java.nio.ByteBuffer.wrap(encoded, 0, 3)).next())
        .isInstanceOf(UnclearCertificate.class);
    assertThatThrownBy(
            () -> new Der(java.nio.ByteBuffer.wrap(new byte[] {0x30, (byte) 0x80, 0, 0})).next())
        .isInstanceOf(UnclearCertificate.class);
  }

  @Test
  void ofSeveralNoneIsChosen() {
    DERUTF8String a = new DERUTF8String("a");
    DERUTF8String b = new DERUTF8String("b");
    refused(
        section(USUAL),
        certificate(commonName(a, b)),
        "the certificate has more than one subject.CN");
    refused(
        section(USUAL),
        certificate(commonName(a, a)),
        "the certificate has more than one subject.CN");
    refused(
        section(new ClaimNames("serial", "subject.OU", "", "")),
        certificate(subject(BCStyle.OU, a, b)),
        "the certificate has more than one subject.OU");
    refused(
        user("san.dns"),
        of(
            new GeneralName(GeneralName.dNSName, "a.test"),
            new GeneralName(GeneralName.dNSName, "b.test")),
        "the certificate has more than one san.dns");
    assertThat(
            known(
                    user("san.dns"),
                    of(
                        new GeneralName(GeneralName.dNSName, "a.test"),
                        new GeneralName(GeneralName.dNSName, "A.test")))
                .user())
        .isEqualTo("a.test");
  }

  @Test
  void whoIsNotNamedIsNobody() {
    refused(section(USUAL), certificate(new X500Name("O=a")), "the certificate has no subject.CN");
    refused(section(USUAL), certificate(new X500Name("")), "the certificate has no subject.CN");
    refused(user("subject"), certificate(new X500Name("")), "the certificate has no subject");
    refused(user("spiffe"), certificate(new X500Name("CN=a")), "the certificate has no spiffe");
    refused(user("san.uri"), certificate(new X500Name("CN=a")), "the certificate has no san.uri");
    Identity identity =
        known(
            section(new ClaimNames("subject.CN", "subject.O", "subject.OU", ""), "subject.O"),
            certificate(new X500Name("CN=a")));
    assertThat(identity.tenant()).isEmpty();
    assertThat(identity.roles()).isEmpty();
    assertThat(identity.headers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0.test", "a .test", "a.test\r\nX: y", "m\u00fcller.test", ""})
  void anAlternativeNameOfOtherCharactersIsNobodys(String name) {
    refused(
        user("san.dns"),
        of(new GeneralName(GeneralName.dNSName, name)),
        "a name in the certificate can be read in more than one way");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://example.org/a",
        "spiffe://example.org/a/b-c_d.e/F0",
        "spiffe://a_b-c.1/x",
        "spiffe://example.org/..."
      })
  void workloadsAreKnownByTheirIds(String uri) {
    assertThat(known(user("spiffe"), ofUri(uri)).user()).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://example.org",
        "spiffe://example.org/",
        "spiffe://example.org/a/",
        "spiffe://example.org//a",
        "spiffe://example.org/a//b",
        "spiffe://example.org/./a",
        "spiffe://example.org/a/..",
        "spiffe://example.org/a?b",
        "spiffe://example.org/a?",
        "spiffe://example.org/a#b",
        "spiffe://example.org/a%62",
        "spiffe://example.org/a:b",
        "spiffe://example.org:443/a",
        "spiffe://user@example.org/a",
        "spiffe://Example.org/a",
        "SPIFFE://example.org/a",
        "Spiffe://example.org/a",
        "spiffe:/example.org/a",
        "spiffe:example.org/a",
        "spiffe:///a",
        "spiffe://[::1]/a",
        "spiffe://ex%61mple.org/a"
      })
  void anIdInAnotherWritingIsNobodys(String uri) {
    refused(user("spiffe"), ofUri(uri), "the certificate's SPIFFE ID is malformed");
  }

  @Test
  void aLongIdIsNobodys() {
    refused(
        user("spiffe"),
        ofUri("spiffe://example.org/" + "a".repeat(2_028)),
        "a name in the certificate can be read in more than one way");
    refused(
        user("spiffe"),
        ofUri("spiffe://" + "a".repeat(256) + "/a"),
        "the certificate's SPIFFE ID is malformed");
  }

  @Test
  void anIdStandsAlone() {
    refused(
        user("spiffe"),
        of(
            new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example.org/a"),
            new GeneralName(GeneralName.uniformResourceIdentifier, "https://example.org")),
        "the certificate has a SPIFFE ID and another URI");
    refused(
        user("spiffe"),
        of(
            new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example.org/a"),
            new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example.org/a")),
        "the certificate has a SPIFFE ID and another URI");
    refused(
        user("spiffe"),
        of(
            new GeneralName(GeneralName.uniformResourceIdentifier, "https://example.org/a"),
            new GeneralName(GeneralName.uniformResourceIdentifier, "https://example.org/b")),
        "the certificate has no spiffe");
  }

  @Test
  void anAuthorityIsNoWorkload() throws Exception {
    String why = "the certificate has a SPIFFE ID and is no workload's";
    String id = "spiffe://example.org/a";
    refused(user("spiffe"), ofUri(id, usage(KeyUsage.keyCertSign)), why);
    refused(user("spiffe"), ofUri(id, usage(KeyUsage.digitalSignature | KeyUsage.cRLSign)), why);
    refused(user("spiffe"), ofUri(id, usage(KeyUsage.keyEncipherment)), why);
    refused(
        user("spiffe"),
        ofUri(
            id,
            new Extension(
                Extension.basicConstraints, true, new BasicConstraints(true).getEncoded())),
        why);
  }

  @Test
  void trustDomainsAreHeldTo() {
    IdentityProvider.ClientCertificate section =
        new IdentityProvider.ClientCertificate(
            "certs",
            new ClaimNames("spiffe", "", "", ""),
            List.of("example.org", "prod.example.org"),
            List.of(),
            List.of());
    assertThat(judge(section, ofUri("spiffe://prod.example.org/a")))
        .isInstanceOf(Outcome.Known.class);
    for (String uri :
        List.of(
            "spiffe://staging.example.org/a",
            "spiffe://prod.example.org.evil.test/a",
            "https://example.org/a")) {
      assertThat(judge(section, ofUri(uri)))
          .isEqualTo(new Outcome.Foreign("the certificate is of another trust domain"));
    }
    refused(section, ofUri("spiffe://example.org"), "the certificate's SPIFFE ID is malformed");
  }

  @Test
  void aCertificateExpiresWhileItsConnectionLives() {
    ClientCertificateAuthenticator certs =
        new ClientCertificateAuthenticator(section(USUAL), List.of(), now::get);
    Verdict verdict = certs.judge(certificate(new X500Name("CN=a")));
    assertThat(verdict.at(now.get())).isInstanceOf(Outcome.Known.class);
    now.addAndGet(MONTH.toMillis() + 1_000);
    assertThat(verdict.at(now.get())).isEqualTo(new Outcome.Refused("the certificate has expired"));
  }

  @Test
  void ownAuthoritiesAreAskedAgain() {
    ClientCertificateAuthenticator certs =
        new ClientCertificateAuthenticator(
            section(USUAL), List.of(AUTHORITY.bundle(new ObjectKey("test", "partners"))), now::get);
    assertThat(certs.judge(certificate(new X500Name("CN=a"))).at(now.get()))
        .isInstanceOf(Outcome.Known.class);
    // Of the same name, and with another key.
    assertThat(
            certs.judge(OTHER.issue(new X500Name("CN=a"), MONTH).chain().getFirst()).at(now.get()))
        .isEqualTo(new Outcome.Foreign("the certificate is of another authority"));
    assertThat(
            certs
                .judge(
                    AUTHORITY.issue(new X500Name("CN=a"), Duration.ofDays(-1)).chain().getFirst())
                .at(now.get()))
        .isEqualTo(new Outcome.Refused("the certificate has expired"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"CN", "subject.cn", "subject.C", "sub"})
  void thereAreNoOtherParts(String part) {
    assertThatThrownBy(
            () ->
                new ClientCertificateAuthenticator(
                    section(new ClaimNames(part, "", "", "")), List.of(), now::get))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
