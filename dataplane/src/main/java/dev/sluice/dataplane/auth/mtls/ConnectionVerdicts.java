package dev.sluice.dataplane.auth.mtls;

import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What providers think of the certificate of one connection. Few providers ask for certificates,
 * mostly one. Touched on the connection's I/O thread only.
 */
final class ConnectionVerdicts {
  private static final AttachmentKey<ConnectionVerdicts> KEY =
      AttachmentKey.create(ConnectionVerdicts.class);

  private final List<Entry> entries = new ArrayList<>(1);

  private record Entry(ClientCertificateAuthenticator judge, Verdict verdict) {}

  static ConnectionVerdicts of(ServerConnection connection) {
    ConnectionVerdicts known = connection.getAttachment(KEY);
    if (known == null) {
      known = new ConnectionVerdicts();
      connection.putAttachment(KEY, known);
    }
    return known;
  }

  @Nullable Verdict find(ClientCertificateAuthenticator judge) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).judge() == judge) {
        return entries.get(i).verdict();
      }
    }
    return null;
  }

  /** In place of what the provider of that name thought while it was configured otherwise. */
  void put(ClientCertificateAuthenticator judge, Verdict verdict) {
    entries.removeIf(each -> each.judge().name().equals(judge.name()));
    entries.add(new Entry(judge, verdict));
  }
}
