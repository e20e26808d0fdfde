package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.dns.ScriptedNames;
import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.DialRules;
import dev.sluice.snapshot.KeySet;
import dev.sluice.snapshot.SecretSection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HJ38 and HJ39: keys come from whom the certificate names, at an address that may be dialled. */
@Execution(ExecutionMode.CONCURRENT)
final class JwksTrustTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("idp");
  private static final TestAuthority OTHER = new TestAuthority("others");

  /** As in a cluster, with one address that this test may use. */
  private static final DialRules STRICT = new DialRules(false, List.of("127.0.0.1"), List.of());

  private static final ScriptedBackend.Script KEYS =
      wire -> {
        if (wire.request() != null) {
          String set = TestIssuer.set(TestIssuer.RSA);
          wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + set.length() + "\r\n\r\n" + set);
        }
      };

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

  @AfterEach
  void stop() {
    backend.close();
  }

  private Config config(String uri, SecretSection... authorities) {
    KeySet keys =
        new KeySet.Remote(
            uri,
            300_000,
            3_600_000,
            true,
            List.of(authorities).stream().map(SecretSection::secret).toList());
    return JwtConfig.of(
        new Config().backend("b", backend.endpoint()).secret(authorities), JwtConfig.of(keys));
  }

  private static int status(GatewayFixture gateway) {
    return gateway
        .exchange(
            GatewayFixture.request("GET", "/", "Authorization: Bearer " + TestIssuer.RSA.token()))
        .status();
  }

  private static ScriptedBackend issuer(TestAuthority.Issued certificate) {
    return ScriptedBackend.overTls(AUTHORITY.client(certificate), false, KEYS);
  }

  private static String over(String scheme, String host, ScriptedBackend issuer) {
    return scheme + "://" + host + ":" + issuer.port() + "/keys";
  }

  @Test
  void anIssuerWithACertificateOfATrustedAuthorityIsBelieved() {
    try (ScriptedBackend issuer = issuer(AUTHORITY.issue("localhost"));
        GatewayFixture gateway =
            GatewayFixture.serving(
                config(over("https", "localhost", issuer), AUTHORITY.bundle(key("ca"))))) {
      assertThat(status(gateway)).isEqualTo(200);
    }
  }

  /** Nobody passes, and the page says why. */
  private void disbelieved(ScriptedBackend issuer, String host, SecretSection... authorities) {
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(over("https", host, issuer), authorities))) {
      assertThat(status(gateway)).isEqualTo(503);
      assertThat(gateway.admin("/api/v1/providers").text()).contains("\"state\":\"missing\"");
      assertThat(issuer.requests()).isEmpty();
    }
  }

  @Test
  void anIssuerThatNobodyVouchesForIsNotEvenAsked() {
    try (ScriptedBackend issuer = issuer(AUTHORITY.issue("localhost"))) {
      disbelieved(issuer, "localhost", OTHER.bundle(key("ca")));
      disbelieved(issuer, "localhost");
    }
    try (ScriptedBackend elsewhere = issuer(AUTHORITY.issue("elsewhere.test"))) {
      disbelieved(elsewhere, "localhost", AUTHORITY.bundle(key("ca")));
      disbelieved(elsewhere, "127.0.0.1", AUTHORITY.bundle(key("ca")));
    }
    try (ScriptedBackend expired =
        issuer(AUTHORITY.issue("EC", Duration.ofSeconds(-60), "localhost"))) {
      disbelieved(expired, "localhost", AUTHORITY.bundle(key("ca")));
    }
    try (ScriptedBackend plain = ScriptedBackend.start(KEYS)) {
      disbelieved(plain, "localhost", AUTHORITY.bundle(key("ca")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.2",
        "169.254.169.254",
        "0.0.0.0",
        "::1",
        "::ffff:127.0.0.2",
        "fe80::1",
        "fd00:ec2::254"
      })
  void aNameThatLeadsInsideHasNobodyDialled(String address) {
    String name = ScriptedNames.name("inside-" + address.replaceAll("[.:]", "-"), address);
    try (ScriptedBackend issuer = ScriptedBackend.start(KEYS);
        GatewayFixture gateway =
            GatewayFixture.serving(config(over("http", name, issuer)).dial(STRICT))) {
      assertThat(status(gateway)).isEqualTo(503);
      assertThat(ScriptedNames.asked(name)).isPositive();
      assertThat(issuer.accepted()).isZero();
      assertThat(gateway.admin("/api/v1/providers").text())
          .contains("\"lastFailure\":\"the endpoint's address");
    }
  }

  /** The answer that was judged is the one that is dialled: nobody asks a second time. */
  @Test
  void aNameIsLookedUpOnceForAFetchAndOfItsAddressesOnlyThoseThatMayBeAreDialled() {
    String name = ScriptedNames.name("both", "127.0.0.2", "169.254.169.254", "127.0.0.1");
    try (ScriptedBackend issuer = ScriptedBackend.start(KEYS);
        GatewayFixture gateway =
            GatewayFixture.serving(config(over("http", name, issuer)).dial(STRICT))) {
      assertThat(status(gateway)).isEqualTo(200);
      assertThat(ScriptedNames.asked(name)).isEqualTo(1);
      assertThat(issuer.accepted()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST", "localhost.", "x.localhost", "kubernetes.default.svc"})
  void namesOfTheMachineAndOfTheApiServerAreNotEvenLookedUp(String host) {
    try (ScriptedBackend issuer = ScriptedBackend.start(KEYS);
        GatewayFixture gateway =
            GatewayFixture.serving(config(over("http", host, issuer)).dial(DialRules.CLUSTER))) {
      Wire.Message answer =
          gateway.exchange(
              GatewayFixture.request(
                  "GET", "/", "Authorization: Bearer " + TestIssuer.RSA.token()));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text()).doesNotContain("keys", host);
      assertThat(issuer.accepted()).isZero();
    }
  }
}
