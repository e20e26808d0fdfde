package dev.sluice.dataplane.tls;

import dev.sluice.snapshot.ListenerTls;
import dev.sluice.snapshot.ListenerTls.ClientCertificates;
import dev.sluice.snapshot.ListenerTls.TlsVersion;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * How a listener speaks TLS. Immutable: a certificate that is renewed makes another one, for the
 * handshakes that follow. Sessions are resumed within one of these only, so that no ticket outlives
 * the certificate or the policy that it was given under.
 *
 * <p>TLS 1.3 and 1.2 (RFC 9325): forward secrecy and authenticated encryption only, the server's
 * order, no renegotiation, no early data (the platform offers none).
 */
public final class ServerTls {
  private static final String[] CIPHERS = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
  };

  private static final String[] APPLICATION_PROTOCOLS = {"http/1.1"};
  private static final int SESSION_SECONDS = 3_600;
  private static final int MAX_SESSIONS = 4_096;

  static {
    // Read once by the platform, before the first handshake. The listener closes the connections
    // of those who manage it nevertheless.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final ListenerTls.On settings;
  private final List<KeyMaterial> certificates;
  private final Optional<TrustMaterial> trust;
  private final CertificateChoice choice;
  private final SSLContext context;

  private ServerTls(
      ListenerTls.On settings,
      List<KeyMaterial> certificates,
      Optional<TrustMaterial> trust,
      CertificateChoice choice,
      SSLContext context) {
    this.settings = settings;
    this.certificates = certificates;
    this.trust = trust;
    this.choice = choice;
    this.context = context;
  }

  /**
   * @param certificates one or more, the default first
   * @param trust for certificates of clients, where they are asked for
   */
  public static ServerTls of(
      ListenerTls.On settings, List<KeyMaterial> certificates, Optional<TrustMaterial> trust) {
    List<KeyMaterial> inOrder = List.copyOf(certificates);
    CertificateChoice choice = new CertificateChoice(inOrder);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new SniKeyManager(inOrder, choice)},
          // With nobody to trust, nobody is.
          trust
              .filter(material -> !material.authorities().isEmpty())
              .map(material -> new TrustManager[] {material.manager()})
              .orElseGet(() -> new TrustManager[0]),
          null);
      context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
      context.getServerSessionContext().setSessionCacheSize(MAX_SESSIONS);
      return new ServerTls(settings, inOrder, trust, choice, context);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no TLS", e);
    }
  }

  /** The same without authorities that others are not; the very same if they are all. */
  public ServerTls trustingOnly(TrustMaterial others) {
    Optional<TrustMaterial> less = trust.map(now -> now.only(others));
    return less.equals(trust) ? this : of(settings, certificates, less);
  }

  public SSLContext context() {
    return context;
  }

  /** Prepares an engine of {@link #context} for one connection. */
  public void configure(SSLEngine engine) {
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(
        settings.minVersion() == TlsVersion.TLS_1_3
            ? new String[] {"TLSv1.3"}
            : new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setCipherSuites(CIPHERS);
    parameters.setUseCipherSuitesOrder(true);
    parameters.setApplicationProtocols(APPLICATION_PROTOCOLS);
    switch (settings.clients()) {
      case ClientCertificates.NotAsked notAsked -> {}
      case ClientCertificates.Asked asked when asked.required() ->
          parameters.setNeedClientAuth(true);
      case ClientCertificates.Asked asked -> parameters.setWantClientAuth(true);
    }
    engine.setSSLParameters(parameters);
  }

  /**
   * Whether a request for a host belongs on a connection that was opened for a server name (RFC
   * 9110 section 7.4): the certificate that was shown must be the one of the host. A client that
   * named no server was shown the default, whatever it is after, and has nothing to be held to.
   */
  public boolean mayReach(String serverName, String host) {
    return serverName.isEmpty()
        || serverName.equals(host)
        || choice.of(serverName) == choice.of(host);
  }

  /** In the order of configuration. */
  public List<KeyMaterial> certificates() {
    return certificates;
  }

  /** Whether connections that were opened under the other are as good as those under this. */
  public boolean admitsAlike(ServerTls other) {
    return settings.minVersion() == other.settings.minVersion()
        && settings.clients().equals(other.settings.clients())
        && trust
            .map(TrustMaterial::authorities)
            .equals(other.trust.map(TrustMaterial::authorities));
  }

  @Override
  public String toString() {
    return "tls(" + certificates + ", " + settings.minVersion() + ", " + settings.clients() + ")";
  }
}
