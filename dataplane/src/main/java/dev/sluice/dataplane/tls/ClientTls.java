package dev.sluice.dataplane.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * How a backend is spoken with over TLS. Immutable: other authorities, or a certificate that is
 * renewed, make another one, for the connections that follow. Sessions are resumed within one of
 * these only, so that none outlives the trust that it was made under.
 *
 * <p>TLS 1.3 and 1.2. Chain and name are always verified (RFC 9110 section 4.3.4); there is no way
 * to switch that off.
 */
public final class ClientTls {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final String[] APPLICATION_PROTOCOLS = {"http/1.1"};
  private static final int MAX_SESSIONS = 1_024;

  private final String hostname;
  private final SSLContext context;

  private ClientTls(String hostname, SSLContext context) {
    this.hostname = hostname;
    this.context = context;
  }

  /**
   * @param hostname that the certificate must be for; a name, or an address without brackets
   * @param trust empty: the platform's authorities
   * @param own what is shown to a backend that asks
   * @throws IllegalArgumentException if that cannot work
   */
  public static ClientTls of(
      String hostname, Optional<TrustMaterial> trust, Optional<KeyMaterial> own) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          own.isEmpty() ? new KeyManager[0] : keys(own.get()),
          trust.isEmpty() ? null : new TrustManager[] {trust.get().manager()},
          null);
      context.getClientSessionContext().setSessionCacheSize(MAX_SESSIONS);
      return new ClientTls(hostname, context);
    } catch (GeneralSecurityException | IOException e) {
      // The cause could quote the key.
      throw new IllegalArgumentException(
          "TLS to " + hostname + " cannot be set up: " + e.getClass().getSimpleName());
    }
  }

  private static KeyManager[] keys(KeyMaterial own) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] password = new char[0];
    store.setKeyEntry("own", own.key(), password, own.chain().toArray(new Certificate[0]));
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  /** For one connection, ready for its handshake. */
  public SSLEngine engine(int port) {
    // Name and port make the key of the sessions: all endpoints of a backend share them.
    SSLEngine engine = context.createSSLEngine(hostname, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    verify(parameters);
    parameters.setApplicationProtocols(APPLICATION_PROTOCOLS);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /**
   * The same over a socket that blocks, its handshake done.
   *
   * @param protocol as ALPN names it
   */
  public Socket over(Socket connected, String protocol) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(connected, hostname, connected.getPort(), true);
    socket.setUseClientMode(true);
    SSLParameters parameters = socket.getSSLParameters();
    verify(parameters);
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static void verify(SSLParameters parameters) {
    parameters.setProtocols(PROTOCOLS);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
  }

  public String hostname() {
    return hostname;
  }

  @Override
  public String toString() {
    return "tls to " + hostname;
  }
}
