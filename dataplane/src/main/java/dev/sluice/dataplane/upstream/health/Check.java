package dev.sluice.dataplane.upstream.health;

import dev.sluice.snapshot.HealthCheck.HealthProbe;
import java.io.IOException;
import java.net.Socket;

/** One question to an endpoint, over a connection of its own. */
interface Check {
  /**
   * Asks and waits for the answer. Reads a bounded number of bytes; whoever limits the time closes
   * the connection.
   */
  CheckResult ask(Socket connection) throws IOException;

  /** What it speaks, as ALPN names it. */
  String protocol();

  /**
   * @param address of the endpoint, for who gives no host
   */
  static Check of(HealthProbe probe, String address, Transport transport) {
    return switch (probe) {
      case HealthProbe.Http(var path, var host, var expected) ->
          new HttpCheck(path, host(host, address, transport), expected);
      case HealthProbe.Tcp tcp -> new TcpCheck();
      case HealthProbe.Grpc(var service, var host) ->
          new GrpcCheck(service, host(host, address, transport), transport.secure());
    };
  }

  private static String host(String written, String address, Transport transport) {
    if (!written.isEmpty()) {
      return written;
    }
    return transport.secure() ? transport.hostname() : address;
  }
}
