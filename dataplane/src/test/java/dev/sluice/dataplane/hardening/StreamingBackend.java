package dev.sluice.dataplane.hardening;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.Endpoint;

/** Takes uploads and sends downloads of a mebibyte; keeps nothing of them. */
final class StreamingBackend {
  private static final int MIB = 1024 * 1024;
  private static final byte[] BODY = new byte[MIB];
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final ScriptedBackend backend = ScriptedBackend.start(StreamingBackend::serve);

  private static void serve(Wire wire) {
    for (var head = wire.requestHead(); head != null; head = wire.requestHead()) {
      if (head.startLine().startsWith("POST")) {
        if (wire.bytes(MIB).length < MIB) {
          return;
        }
        wire.send(OK);
      } else if (head.startLine().contains("/down")) {
        wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + MIB + "\r\n\r\n").send(BODY);
      } else {
        wire.send(OK);
      }
    }
  }

  Endpoint endpoint() {
    return backend.endpoint();
  }

  /** Takes no more connections; those that are left end with the gateway's. */
  void leave() {
    backend.stopAccepting();
  }
}
