package dev.sluice.dataplane.upstream.health;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.snapshot.Endpoint;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint that says how it is, and counts how often it is asked. */
final class Patient implements AutoCloseable {
  private volatile String answer = "";
  private final AtomicInteger asked = new AtomicInteger();
  private final ScriptedBackend backend =
      ScriptedBackend.start(
          wire -> {
            while (wire.request() != null) {
              asked.incrementAndGet();
              wire.send(answer);
              return;
            }
          });

  Patient() {
    says(200);
  }

  Patient says(int status, String... fields) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    answer = head.append("\r\n").toString();
    return this;
  }

  int asked() {
    return asked.get();
  }

  Endpoint endpoint() {
    return backend.endpoint();
  }

  @Override
  public void close() {
    backend.close();
  }
}
