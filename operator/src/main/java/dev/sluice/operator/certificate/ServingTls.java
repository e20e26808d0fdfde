package dev.sluice.operator.certificate;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** Serves with the newest certificate: a renewal counts from the next handshake on. */
final class ServingTls {
  private static final String ALIAS = "serving";

  private final SSLContext context;
  private volatile KeyedCertificate serving;

  ServingTls(KeyedCertificate first) {
    this.serving = first;
    try {
      context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new Newest()}, null, null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform has no TLS", e);
    }
  }

  SSLContext context() {
    return context;
  }

  void use(KeyedCertificate renewed) {
    serving = renewed;
  }

  private final class Newest extends X509ExtendedKeyManager {
    @Override
    public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
      return ALIAS;
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return ALIAS;
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {serving.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return serving.key();
    }

    @Override
    @SuppressWarnings("NullAway") // The contract of the platform: null means none.
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[0];
    }
  }
}
