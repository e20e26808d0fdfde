package dev.sluice.dataplane.upstream.health;

import java.net.Socket;

/** Whether there is a connection: then all is said. */
final class TcpCheck implements Check {
  @Override
  public CheckResult ask(Socket connection) {
    return CheckResult.PASSED;
  }

  @Override
  public String protocol() {
    return "http/1.1";
  }

  @Override
  public String toString() {
    return "tcp";
  }
}
