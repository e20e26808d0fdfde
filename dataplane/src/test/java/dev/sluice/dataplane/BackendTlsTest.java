package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BackendTls;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.Timeout;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** TLS to backends: who is trusted, what is shown, and what changes do to connections. */
@ExtendWith(LongPatience.class)
final class BackendTlsTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("backends");
  private static final TestAuthority OTHER = new TestAuthority("others");
  private static final TestAuthority PARTNERS = new TestAuthority("partners");
  private static final ObjectKey CA = Config.key("ca");
  private static final ObjectKey OWN = Config.key("own");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static ScriptedBackend backend(SSLContext context, boolean asksClients) {
    return ScriptedBackend.overTls(
        context,
        asksClients,
        wire -> {
          while (wire.request() != null) {
            wire.send(OK);
          }
        });
  }

  private static ScriptedBackend backend(TestAuthority.Issued certificate) {
    return backend(AUTHORITY.client(certificate), false);
  }

  private static Config over(BackendTls tls, ScriptedBackend to, SecretSection... secrets) {
    Config config =
        new Config()
            .backend(BackendSection.of(Config.key("b")).with(tls), to.endpoint())
            .forward("r", "/", "b");
    List.of(secrets).forEach(config::secret);
    return config;
  }

  private static BackendTls trusting(String hostname) {
    return new BackendTls.On(hostname, List.of(CA), List.of());
  }

  private static void refused(Config config, String why) {
    List<String> details = new CopyOnWriteArrayList<>();
    try (var gateway = GatewayFixture.serving(config)) {
      var answer = gateway.get("/");
      details.add(answer.text());
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.text()).contains("\"reason\":\"UPSTREAM_TLS_FAILED\"").doesNotContain(why);
      assertThat(gateway.admin("/metrics").text())
          .containsPattern("sluice_upstream_tls_failures_total\\{[^}]*\\} [1-9]");
    }
  }

  @Test
  void aBackendWithATrustedCertificateForItsNameIsSpokenWith() {
    try (var backend = backend(AUTHORITY.issue("backend.test"));
        var gateway =
            GatewayFixture.serving(over(trusting("backend.test"), backend, AUTHORITY.bundle(CA)));
        var client = gateway.client()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(GatewayFixture.request("GET", "/")).response().text())
            .isEqualTo("ok");
      }
      assertThat(backend.accepted()).isEqualTo(1);
    }
  }

  @Test
  void anAuthorityThatIsNotTrustedIsRefused() {
    try (var backend = backend(AUTHORITY.issue("backend.test"))) {
      refused(over(trusting("backend.test"), backend, OTHER.bundle(CA)), "authority");
    }
  }

  @Test
  void withoutABundleThePlatformsAuthoritiesCount() {
    try (var backend = backend(AUTHORITY.issue("backend.test"))) {
      refused(over(new BackendTls.On("backend.test", List.of(), List.of()), backend), "authority");
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefused() {
    try (var backend = backend(AUTHORITY.issue("other.test"))) {
      refused(over(trusting("backend.test"), backend, AUTHORITY.bundle(CA)), "other.test");
    }
  }

  @Test
  void aCertificateThatHasExpiredIsRefused() {
    try (var backend = backend(AUTHORITY.issue("EC", Duration.ofDays(-1), "backend.test"))) {
      refused(over(trusting("backend.test"), backend, AUTHORITY.bundle(CA)), "expired");
    }
  }

  @Test
  void aBackendThatSpeaksPlainTextIsRefused() {
    try (var backend =
        ScriptedBackend.start(wire -> wire.send("HTTP/1.1 400 Bad Request\r\n\r\n").request())) {
      refused(over(trusting("backend.test"), backend, AUTHORITY.bundle(CA)), "speak");
    }
  }

  @Test
  void whatIsUnusableIsNeverSpokenWithInPlainText() {
    try (var backend = ScriptedBackend.answering(OK)) {
      refused(over(BackendTls.UNUSABLE, backend), "not there");
      assertThat(backend.requests()).isEmpty();
    }
  }

  @Test
  void theClientCertificateIsShownToABackendThatAsks() {
    SSLContext server = PARTNERS.client(AUTHORITY.issue("backend.test"));
    TestAuthority.Issued own = PARTNERS.issue("gateway.test");
    try (var backend = backend(server, true)) {
      try (var gateway =
          GatewayFixture.serving(
              over(
                  new BackendTls.On("backend.test", List.of(CA), List.of(OWN)),
                  backend,
                  AUTHORITY.bundle(CA),
                  own.section(OWN)))) {
        assertThat(gateway.get("/").text()).isEqualTo("ok");
      }
      refused(over(trusting("backend.test"), backend, AUTHORITY.bundle(CA)), "certificate");
    }
  }

  @Test
  void aHandshakeThatDoesNotEndIsEndedByTheTimeToConnect() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      ConnectionPolicy hasty = new ConnectionPolicy(200, 60_000, 10, 10, Timeout.NONE);
      Config config =
          new Config()
              .backend(
                  BackendSection.of(Config.key("b"), hasty).with(trusting("backend.test")),
                  new dev.sluice.snapshot.Endpoint("127.0.0.1", mute.getLocalPort()))
              .forward("r", "/", "b");
      config.secret(AUTHORITY.bundle(CA));
      try (var gateway = GatewayFixture.serving(config)) {
        assertThat(gateway.get("/").text()).contains("\"reason\":\"UPSTREAM_CONNECT_TIMEOUT\"");
      }
    }
  }

  @Test
  void otherAuthoritiesAreUsedForNewConnectionsAndOldOnesEnd() {
    TestAuthority.Issued certificate = AUTHORITY.issue("backend.test");
    try (var backend = backend(certificate);
        var gateway =
            GatewayFixture.serving(over(trusting("backend.test"), backend, AUTHORITY.bundle(CA)))) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      gateway.apply(over(trusting("backend.test"), backend, AUTHORITY.bundle(CA)));
      assertThat(gateway.get("/").status()).isEqualTo(200);
      gateway.apply(over(trusting("backend.test"), backend, OTHER.bundle(CA)));
      assertThat(gateway.get("/").text()).contains("UPSTREAM_TLS_FAILED");
      gateway.apply(over(trusting("backend.test"), backend, AUTHORITY.bundle(CA)));
      assertThat(gateway.get("/").status()).isEqualTo(200);
    }
  }

  @Test
  void rotationOfTheClientCertificateUnderLoadFailsNoRequest() throws Exception {
    SSLContext server = PARTNERS.client(AUTHORITY.issue("backend.test"));
    BackendTls tls = new BackendTls.On("backend.test", List.of(CA), List.of(OWN));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger good = new AtomicInteger();
    List<String> bad = new CopyOnWriteArrayList<>();
    try (var backend = backend(server, true);
        var gateway =
            GatewayFixture.serving(
                over(
                    tls,
                    backend,
                    AUTHORITY.bundle(CA),
                    PARTNERS.issue("gateway.test").section(OWN)))) {
      List<Thread> clients =
          java.util.stream.Stream.generate(
                  () ->
                      Thread.ofVirtual()
                          .start(
                              () -> {
                                try (var client = gateway.client()) {
                                  while (!stop.get()) {
                                    var answer =
                                        client
                                            .send(
                                                GatewayFixture.request(
                                                        "POST", "/", "Content-Length: 2")
                                                    + "hi")
                                            .response();
                                    if (answer.status() == 200) {
                                      good.incrementAndGet();
                                    } else {
                                      bad.add(answer.text());
                                    }
                                  }
                                }
                              }))
              .limit(4)
              .toList();
      for (int i = 1; i <= 6; i++) {
        int before = good.get();
        gateway.apply(
            over(tls, backend, AUTHORITY.bundle(CA), PARTNERS.issue("gateway.test").section(OWN)));
        await().until(() -> good.get() > before + 20 || !bad.isEmpty());
      }
      stop.set(true);
      for (Thread client : clients) {
        client.join();
      }
      assertThat(bad).isEmpty();
      assertThat(backend.accepted()).isGreaterThanOrEqualTo(7);
    }
  }

  @Test
  void aBundleThatCannotBeReadRefusesTheSnapshotAndTheOldOneServesOn() {
    try (var backend = backend(AUTHORITY.issue("backend.test"));
        var gateway =
            GatewayFixture.serving(over(trusting("backend.test"), backend, AUTHORITY.bundle(CA)))) {
      Config bad =
          over(trusting("backend.test"), backend, new SecretSection.CaBundle(CA, "nonsense"));
      assertThat(gateway.dataplane().apply(bad.snapshot(), bad.endpoints()))
          .isInstanceOfSatisfying(
              ApplyResult.Refused.class, refusal -> assertThat(refusal.reason()).contains("ca"));
      assertThat(gateway.get("/").status()).isEqualTo(200);
    }
  }

  @Test
  void tlsSwitchedOffAndOnAgainIsFollowed() {
    try (var plain = ScriptedBackend.answering(OK);
        var secure = backend(AUTHORITY.issue("backend.test"));
        var gateway = GatewayFixture.serving(over(BackendTls.OFF, plain))) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      gateway.apply(over(trusting("backend.test"), plain, AUTHORITY.bundle(CA)));
      assertThat(gateway.get("/").text()).contains("UPSTREAM_TLS_FAILED");
      gateway.apply(over(trusting("backend.test"), secure, AUTHORITY.bundle(CA)));
      assertThat(gateway.get("/").status()).isEqualTo(200);
      gateway.apply(over(BackendTls.OFF, plain));
      assertThat(gateway.get("/").status()).isEqualTo(200);
    }
  }
}
