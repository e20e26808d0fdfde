package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.snapshot.BackendTls;
import dev.sluice.snapshot.ObjectKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * What the backends of a test speak over: the same tests hold for all. One test class runs at a
 * time, so that it may set it.
 */
enum Carrier {
  PLAIN,
  TLS;

  private static final ObjectKey AUTHORITIES = new ObjectKey("test", "authorities");
  private static final TestAuthority AUTHORITY = new TestAuthority("backends");
  private static final TestAuthority.Issued BACKEND = AUTHORITY.issue("backend.test");
  private static volatile Carrier current = PLAIN;

  static Carrier current() {
    return current;
  }

  void use() {
    current = this;
  }

  /** A backend's side of TLS. */
  static SSLContext backendContext() {
    return AUTHORITY.client(BACKEND);
  }

  ServerSocket serverSocket() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return switch (this) {
      case PLAIN -> new ServerSocket(0, 200, loopback);
      case TLS -> backendContext().getServerSocketFactory().createServerSocket(0, 200, loopback);
    };
  }

  BackendTls settings() {
    return switch (this) {
      case PLAIN -> BackendTls.OFF;
      case TLS -> new BackendTls.On("backend.test", List.of(AUTHORITIES), List.of());
    };
  }

  Secrets secrets() {
    return Secrets.of(List.of(AUTHORITY.bundle(AUTHORITIES)));
  }
}
