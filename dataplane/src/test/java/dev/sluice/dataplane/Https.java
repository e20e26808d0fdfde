package dev.sluice.dataplane;

import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.HttpsRedirect;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ListenerProtocol;
import dev.sluice.snapshot.ListenerTls;
import dev.sluice.snapshot.ListenerTls.ClientCertificates;
import dev.sluice.snapshot.ListenerTls.TlsVersion;
import java.util.List;
import java.util.stream.Stream;

/** HTTPS listeners on free ports, and clients of theirs. */
final class Https {
  static final TestAuthority AUTHORITY = new TestAuthority("servers");
  static final TestAuthority PARTNERS = new TestAuthority("partners");

  private Https() {}

  static Listener listener(ClientCertificates clients, String... certificates) {
    return listener(TlsVersion.TLS_1_2, clients, List.of(), certificates);
  }

  static Listener listener(String... certificates) {
    return listener(ClientCertificates.NONE, certificates);
  }

  static Listener listener(
      TlsVersion minVersion,
      ClientCertificates clients,
      List<HostPattern> hostnames,
      String... certificates) {
    return new Listener(
        "https",
        0,
        ListenerProtocol.HTTPS,
        false,
        hostnames,
        new ListenerTls.On(Stream.of(certificates).map(Config::key).toList(), minVersion, clients),
        HttpsRedirect.OFF);
  }

  /** Answers everything. */
  static Config answering(Listener... listeners) {
    return new Config().listeners(listeners).respond("r", "/", 200, "here");
  }

  static int port(GatewayFixture gateway) {
    Integer port = gateway.dataplane().ports().get("https");
    if (port == null) {
      throw new IllegalStateException("no listener called https");
    }
    return port;
  }

  /** Without a session of an earlier connection: the JDK's client would resume any. */
  static Wire connect(GatewayFixture gateway, String serverName) {
    return Wire.connect(port(gateway), AUTHORITY.client(), serverName);
  }

  static String get(String host) {
    return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  /** Of the certificate that was shown. */
  static String commonName(Wire wire) {
    try {
      return wire.session().getPeerPrincipal().getName();
    } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
      throw new IllegalStateException(e);
    }
  }
}
