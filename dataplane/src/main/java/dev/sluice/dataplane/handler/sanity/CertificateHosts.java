package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.tls.ServerName;
import dev.sluice.dataplane.tls.ServerTls;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;

/**
 * A connection serves the hosts of the certificate that was shown when it was opened, and no others
 * (RFC 9110 sections 7.4 and 15.5.20).
 */
final class CertificateHosts implements RequestCheck {
  /** What the client asked for, found out once for a connection. */
  private static final AttachmentKey<String> SERVER_NAME = AttachmentKey.create(String.class);

  private final ServerTls tls;

  CertificateHosts(ServerTls tls) {
    this.tls = tls;
  }

  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    String name = serverName(exchange.getConnection());
    return tls.mayReach(name, context.host())
        ? Verdict.PASS
        : new Refuse(
            FailureKind.MISDIRECTED_REQUEST,
            "opened for " + name + ", whose certificate is not that of " + context.host());
  }

  private static String serverName(ServerConnection connection) {
    String known = connection.getAttachment(SERVER_NAME);
    if (known != null) {
      return known;
    }
    String name = ServerName.of(connection.getSslSession());
    connection.putAttachment(SERVER_NAME, name);
    return name;
  }

  @Override
  public String toString() {
    return "certificate-hosts";
  }
}
