package dev.sluice.dataplane;

import static dev.sluice.dataplane.AccessConfig.asking;
import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.Config.to;
import static dev.sluice.dataplane.Https.AUTHORITY;
import static dev.sluice.dataplane.Https.PARTNERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.tls.TestAuthority.Issued;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.AccessRule;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.Authorization;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.ForwardedClaim;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityProvider.ClaimNames;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ListenerTls.ClientCertificates;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PolicyOrigin;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.SecretSection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients known by their certificates, on the wire. */
final class MtlsTest {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final TestAuthority STAFF = new TestAuthority("staff");
  private static final Issued PARTNER =
      PARTNERS.issue(new X500Name("CN=partner-a,OU=orders,O=Acme\\, Inc."), MONTH);
  private static final Issued EMPLOYEE = STAFF.issue(new X500Name("CN=partner-a"), MONTH);
  private static final Issued TWO_NAMES = PARTNERS.issue(new X500Name("CN=a,CN=b"), MONTH);

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  MtlsTest() {}

  @AfterEach
  void stop() {
    backend.close();
  }

  private static IdentityProvider provider(String name, ObjectKey... authorities) {
    return new IdentityProvider.ClientCertificate(
        name,
        new ClaimNames("subject.CN", "subject.O", "subject.OU", ""),
        List.of(),
        List.of(authorities),
        List.of(
            new ForwardedClaim("subject.CN", "x-client-id"),
            new ForwardedClaim("subject.O", "x-tenant-id"),
            new ForwardedClaim("san.dns", "x-client-names")));
  }

  private static Listener listener(boolean required, String... authorities) {
    return Https.listener(
        new ClientCertificates.Asked(required, Stream.of(authorities).map(Config::key).toList()),
        "cert",
        "other");
  }

  private Config config(RouteRule rule, IdentityProvider... providers) {
    return config(listener(false, "partners", "staff"), rule, providers);
  }

  private Config config(Listener https, RouteRule rule, IdentityProvider... providers) {
    return new Config()
        .listeners(Listener.http("http", 0, false), https)
        .identities(new IdentityRules(List.of(providers), new TreeMap<>()))
        .secret(secrets())
        .backend("b", backend.endpoint())
        .route("r", rule);
  }

  private static SecretSection[] secrets() {
    return new SecretSection[] {
      AUTHORITY.issue("a.test").section(key("cert")),
      AUTHORITY.issue("b.test").section(key("other")),
      PARTNERS.bundle(key("partners")),
      STAFF.bundle(key("staff"))
    };
  }

  private static RouteRule known(String... providers) {
    return asking(rule("/", to("b")), providers);
  }

  private static Wire connect(GatewayFixture gateway, Issued shown) {
    return Wire.connect(Https.port(gateway), AUTHORITY.client(shown), "a.test");
  }

  private static String get(String... fields) {
    return GatewayFixture.request("GET", "/", fields);
  }

  private static int status(GatewayFixture gateway, Issued shown) {
    try (Wire client = connect(gateway, shown)) {
      return client.send(get()).response().status();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whoShowsACertificateIsKnownOnNewKeptAndResumedConnections(String version) {
    SSLContext client = AUTHORITY.client(PARTNER, version);
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(known("certs"), provider("certs")))) {
      long made = 0;
      for (int connection = 0; connection < 3; connection++) {
        try (Wire wire = Wire.connect(Https.port(gateway), client, "a.test")) {
          for (int i = 0; i < 5; i++) {
            assertThat(wire.send(get("X-Client-Id: root")).response().status()).isEqualTo(200);
            Wire.Message seen = backend.lastRequest();
            assertThat(seen.all("X-Client-Id")).containsExactly("partner-a");
            assertThat(seen.all("X-Tenant-Id")).containsExactly("Acme%2C Inc.");
            assertThat(seen.all("X-Client-Names")).isEmpty();
          }
          assertThat(wire.session().getProtocol()).isEqualTo(version);
          if (connection == 0) {
            made = wire.session().getCreationTime();
          } else {
            assertThat(wire.session().getCreationTime()).as("resumed").isEqualTo(made);
          }
        }
      }
    }
  }

  @Test
  void withoutACertificateNobodyIsKnownWhateverTheHeadersSay() {
    String[] claims = {
      "X-Forwarded-Client-Cert: Subject=\"CN=partner-a\"",
      "X-SSL-Client-Cert: x",
      "X-SSL-Client-S-DN: CN=partner-a",
      "Client-Cert: :x:",
      "X-Client-Id: partner-a"
    };
    try (GatewayFixture gateway =
            GatewayFixture.serving(config(known("certs"), provider("certs")));
        Wire plain = gateway.client();
        Wire secure = Https.connect(gateway, "a.test")) {
      for (Wire client : List.of(plain, secure, plain, secure)) {
        Wire.Message answer = client.send(get(claims)).response();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.all("WWW-Authenticate")).containsExactly("Certificate realm=\"certs\"");
      }
      assertThat(backend.accepted()).isZero();
    }
  }

  /** HI14, on a route that lets in who has none. */
  @Test
  void noBackendReadsOfACertificateThatNobodyShowed() {
    RouteRule open =
        asking(rule("/", to("b")), new Authentication.ByProviders(List.of("certs"), true));
    try (GatewayFixture gateway = GatewayFixture.serving(config(open, provider("certs")));
        Wire client = Https.connect(gateway, "a.test")) {
      for (String name :
          List.of(
              "X-Forwarded-Client-Cert",
              "x_forwarded_client_cert",
              "X-SSL-Client-Cert",
              "X-SSL-Client-S-DN",
              "SSL-Client-Subject-DN",
              "X-Client-Cert",
              "X-Client-Cert-Chain",
              "Client-Cert",
              "Client-Cert-Chain",
              "Client_Cert",
              "X-Client-DN",
              "X-Client-Verify",
              "X-Amzn-Mtls-Clientcert",
              "X-Spiffe-Id",
              "X-Client-Id",
              "X-Client-Names")) {
        assertThat(client.send(get(name + ": forged", "X-Other: 1")).response().status())
            .isEqualTo(200);
        assertThat(backend.lastRequest().head())
            .as(name)
            .contains("X-Other: 1")
            .doesNotContain("forged");
      }
    }
  }

  /** HI15: whatever the certificate, a host is reached through its own connection. */
  @Test
  void aHostWithAnotherCertificateIsMisdirected() {
    try (GatewayFixture gateway =
            GatewayFixture.serving(config(known("certs"), provider("certs")));
        Wire client = connect(gateway, PARTNER)) {
      assertThat(client.send(get()).response().status()).isEqualTo(200);
      assertThat(client.send("GET / HTTP/1.1\r\nHost: b.test\r\n\r\n").response().status())
          .isEqualTo(421);
      assertThat(client.send(get()).response().status()).isEqualTo(200);
    }
  }

  @Test
  void whatNamesTwoIsRefusedAndToldInTheLog() throws Exception {
    Path log = directory.resolve("access.log");
    try (GatewayFixture gateway =
        GatewayFixture.start(GatewayFixture.options().withAccessLog(new LogTarget.File(log)))) {
      gateway.apply(config(known("certs"), provider("certs")));
      assertThat(status(gateway, TWO_NAMES)).isEqualTo(401);
      assertThat(status(gateway, PARTNER)).isEqualTo(200);
    }
    assertThat(Files.readString(log))
        .contains("certs: the certificate has more than one subject.CN", "\"user\":\"partner-a\"");
  }

  /** The name is the same; what counts is who gave it. */
  @Test
  void anAuthorityOfTheListenerNeedNotBeOneOfTheProvider() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(known("certs"), provider("certs", key("partners"))))) {
      try (Wire partner = connect(gateway, PARTNER);
          Wire employee = connect(gateway, EMPLOYEE)) {
        for (int i = 0; i < 3; i++) {
          assertThat(partner.send(get()).response().status()).isEqualTo(200);
          assertThat(employee.send(get()).response().status()).isEqualTo(401);
        }
      }
    }
  }

  @Test
  void ofTwoProvidersTheOneWhoseAuthorityItIsDecides() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config(
                known("partners", "staff"),
                provider("partners", key("partners")),
                provider("staff", key("staff"))))) {
      assertThat(status(gateway, PARTNER)).isEqualTo(200);
      assertThat(status(gateway, EMPLOYEE)).isEqualTo(200);
      assertThat(status(gateway, TWO_NAMES)).isEqualTo(401);
    }
  }

  @Test
  void anAuthorityThatIsTakenFromTheProviderVouchesForNobodyAnyMoreOnOpenConnections() {
    IdentityProvider both = provider("certs", key("partners"), key("staff"));
    try (GatewayFixture gateway = GatewayFixture.serving(config(known("certs"), both));
        Wire partner = connect(gateway, PARTNER);
        Wire employee = connect(gateway, EMPLOYEE)) {
      assertThat(partner.send(get()).response().status()).isEqualTo(200);
      assertThat(employee.send(get()).response().status()).isEqualTo(200);
      gateway.apply(config(known("certs"), provider("certs", key("staff"))));
      assertThat(partner.send(get()).response().status()).isEqualTo(401);
      assertThat(employee.send(get()).response().status()).isEqualTo(200);
      gateway.apply(config(known("certs"), both));
      assertThat(partner.send(get()).response().status()).isEqualTo(200);
    }
  }

  /** It cannot be served: one of its routes wants a backend that is not there. */
  private static void refused(GatewayFixture gateway, Config config) {
    Config broken = config.forward("broken", "/broken", "nobody");
    assertThat(gateway.dataplane().apply(broken.snapshot(), broken.endpoints()))
        .isInstanceOf(ApplyResult.Refused.class);
  }

  @Test
  void anAuthorityThatARefusedVersionTakesAwayVouchesForNobody() {
    IdentityProvider both = provider("certs", key("partners"), key("staff"));
    try (GatewayFixture gateway = GatewayFixture.serving(config(known("certs"), both));
        Wire partner = connect(gateway, PARTNER);
        Wire employee = connect(gateway, EMPLOYEE)) {
      assertThat(partner.send(get()).response().status()).isEqualTo(200);
      assertThat(employee.send(get()).response().status()).isEqualTo(200);
      refused(gateway, config(known("certs"), provider("certs", key("staff"))));
      assertThat(partner.send(get()).response().status()).isEqualTo(401);
      assertThat(employee.send(get()).response().status()).isEqualTo(200);
      assertThat(status(gateway, PARTNER)).isEqualTo(401);
      refused(gateway, config(known("certs")));
      assertThat(employee.send(get()).response().status()).isEqualTo(401);
      gateway.apply(config(known("certs"), both));
      assertThat(partner.send(get()).response().status()).isEqualTo(200);
      assertThat(employee.send(get()).response().status()).isEqualTo(200);
    }
  }

  @Test
  void aTrustDomainThatARefusedVersionTakesAwayIsNobodys() {
    Issued workload =
        PARTNERS.issue(
            new X500Name("O=workloads"),
            MONTH,
            TestAuthority.alternatives(
                new GeneralName(
                    GeneralName.uniformResourceIdentifier, "spiffe://prod.example/ns/a/sa/b")));
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(known("mesh"), mesh("prod.example", "dev.example")))) {
      assertThat(status(gateway, workload)).isEqualTo(200);
      refused(gateway, config(known("mesh"), mesh("prod.example")));
      assertThat(status(gateway, workload)).isEqualTo(200);
      refused(gateway, config(known("mesh"), mesh("dev.example")));
      assertThat(status(gateway, workload)).isEqualTo(401);
    }
  }

  private static IdentityProvider mesh(String... trustDomains) {
    return new IdentityProvider.ClientCertificate(
        "mesh", new ClaimNames("spiffe", "", "", ""), List.of(trustDomains), List.of(), List.of());
  }

  @Test
  void anAuthorityThatARefusedVersionTakesFromTheListenerLetsNobodyConnect() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config(listener(true, "partners", "staff"), known("certs"), provider("certs")))) {
      SSLContext insisting = AUTHORITY.insistingClient(PARTNER);
      try (Wire partner = Wire.connect(Https.port(gateway), insisting, "a.test");
          Wire employee = connect(gateway, EMPLOYEE)) {
        assertThat(partner.send(get()).response().status()).isEqualTo(200);
        assertThat(employee.send(get()).response().status()).isEqualTo(200);
        refused(gateway, config(listener(true, "staff"), known("certs"), provider("certs")));
        // A request that is under way may still be answered, as the last one.
        assertThatThrownBy(
                () -> {
                  while (true) {
                    partner.send(get()).response();
                  }
                })
            .isInstanceOf(RuntimeException.class);
      }
      assertThatThrownBy(
              () -> {
                try (Wire client = Wire.connect(Https.port(gateway), insisting, "a.test")) {
                  client.send(get()).response();
                }
              })
          .isInstanceOf(RuntimeException.class);
      assertThat(status(gateway, EMPLOYEE)).isEqualTo(200);
      gateway.apply(config(listener(true, "partners", "staff"), known("certs"), provider("certs")));
      assertThat(status(gateway, PARTNER)).isEqualTo(200);
    }
  }

  @Test
  void anAuthorityThatIsTakenFromTheListenerEndsItsConnections() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(known("certs"), provider("certs")))) {
      SSLContext resuming = AUTHORITY.client(PARTNER);
      try (Wire client = Wire.connect(Https.port(gateway), resuming, "a.test")) {
        assertThat(client.send(get()).response().status()).isEqualTo(200);
        gateway.apply(config(listener(false, "staff"), known("certs"), provider("certs")));
        // A request that is under way may still be answered, as the last one.
        assertThatThrownBy(
                () -> {
                  while (true) {
                    client.send(get()).response();
                  }
                })
            .isInstanceOf(RuntimeException.class);
      }
      try (Wire client = Wire.connect(Https.port(gateway), resuming, "a.test")) {
        // The platform's client shows none that the listener would not take.
        assertThat(client.send(get()).response().status()).isEqualTo(401);
      }
      SSLContext insisting = AUTHORITY.insistingClient(PARTNER);
      assertThatThrownBy(
              () -> {
                try (Wire client = Wire.connect(Https.port(gateway), insisting, "a.test")) {
                  client.send(get()).response();
                }
              })
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void whatTheCertificateSaysIsAuthorized() {
    AccessRule rule =
        new AccessRule(
            List.of("orders"),
            List.of(),
            List.of(),
            new TreeMap<>(Map.of("subject.CN", List.of("partner-a", "partner-b"))),
            List.of("Acme, Inc."),
            DecisionMode.ENFORCE,
            new PolicyOrigin("authorization", "GatewayRoute", key("r"), "spec.authorization"));
    RouteRule plain = rule("/", to("b"));
    RouteRule guarded =
        plain.with(
            plain
                .policies()
                .with(
                    new AccessPolicies(
                        new Authentication.ByProviders(List.of("certs"), false),
                        new Authorization(List.of(rule)),
                        AccessPolicies.OPEN.addresses(),
                        AccessPolicies.OPEN.cors(),
                        AccessPolicies.OPEN.securityHeaders())));
    try (GatewayFixture gateway = GatewayFixture.serving(config(guarded, provider("certs")))) {
      assertThat(status(gateway, PARTNER)).isEqualTo(200);
      assertThat(status(gateway, EMPLOYEE)).isEqualTo(403);
      assertThat(
              status(
                  gateway,
                  PARTNERS.issue(new X500Name("CN=partner-c,OU=orders,O=Acme\\, Inc."), MONTH)))
          .isEqualTo(403);
    }
  }

  @Test
  void workloadsAreKnownByTheirIds() {
    IdentityProvider.ClientCertificate spiffe =
        new IdentityProvider.ClientCertificate(
            "mesh",
            new ClaimNames("spiffe", "spiffe.trustDomain", "", ""),
            List.of("prod.example"),
            List.of(),
            List.of(new ForwardedClaim("spiffe", "x-workload")));
    Issued workload =
        PARTNERS.issue(
            new X500Name("O=workloads"),
            MONTH,
            TestAuthority.alternatives(
                new GeneralName(
                    GeneralName.uniformResourceIdentifier, "spiffe://prod.example/ns/a/sa/b")));
    Issued stranger =
        PARTNERS.issue(
            new X500Name("CN=a"),
            MONTH,
            TestAuthority.alternatives(
                new GeneralName(
                    GeneralName.uniformResourceIdentifier, "spiffe://dev.example/ns/a/sa/b")));
    try (GatewayFixture gateway = GatewayFixture.serving(config(known("mesh"), spiffe))) {
      assertThat(status(gateway, workload)).isEqualTo(200);
      assertThat(backend.lastRequest().all("X-Workload"))
          .containsExactly("spiffe://prod.example/ns/a/sa/b");
      assertThat(status(gateway, stranger)).isEqualTo(401);
      assertThat(status(gateway, PARTNER)).isEqualTo(401);
    }
  }
}
