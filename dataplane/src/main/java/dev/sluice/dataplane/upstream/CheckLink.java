package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.tls.ClientTls;
import dev.sluice.dataplane.tls.TlsFault;
import dev.sluice.dataplane.upstream.health.Transport;
import java.io.IOException;
import java.net.Socket;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/** Health checks reach the endpoints as requests do. */
record CheckLink(Supplier<Link> link) implements Transport {
  @Override
  public Socket over(Socket connected, String protocol) throws IOException {
    return switch (link.get()) {
      case Link.Plain plain -> connected;
      case Link.Secured(ClientTls tls) -> secured(tls, connected, protocol);
      case Link.Unusable unusable -> throw new IOException("what it needs for TLS is not there");
    };
  }

  private static Socket secured(ClientTls tls, Socket connected, String protocol)
      throws IOException {
    try {
      return tls.over(connected, protocol);
    } catch (SSLException e) {
      // For people, as in the log of requests.
      throw new SSLException(TlsFault.words(e, tls.hostname()), e);
    }
  }

  @Override
  public String hostname() {
    return link.get() instanceof Link.Secured(ClientTls tls) ? tls.hostname() : "";
  }
}
