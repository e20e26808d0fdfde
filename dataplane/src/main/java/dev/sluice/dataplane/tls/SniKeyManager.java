package dev.sluice.dataplane.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows the certificate that the client's server name asks for. An alias is an index. */
@SuppressWarnings("NullAway") // The contract of the platform: null means none.
final class SniKeyManager extends X509ExtendedKeyManager {
  private final List<KeyMaterial> certificates;
  private final CertificateChoice choice;

  SniKeyManager(List<KeyMaterial> certificates, CertificateChoice choice) {
    this.certificates = certificates;
    this.choice = choice;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    for (KeyMaterial material : choice.of(ServerName.of(engine.getHandshakeSession()))) {
      if (material.key().getAlgorithm().equals(keyType)) {
        return Integer.toString(certificates.indexOf(material));
      }
    }
    return null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return certificates.get(Integer.parseInt(alias)).chain().toArray(new X509Certificate[0]);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return certificates.get(Integer.parseInt(alias)).key();
  }

  @Override
  public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal[] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal[] issuers) {
    return null;
  }
}
