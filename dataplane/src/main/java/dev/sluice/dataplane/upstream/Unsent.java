package dev.sluice.dataplane.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a request of our own has still to send; a connection takes it piece by piece. */
final class Unsent {
  private @Nullable ByteBuffer rest;

  void is(ByteBuffer bytes) {
    rest = bytes;
  }

  boolean isNothing() {
    return rest == null;
  }

  /** As much as goes now. If that is not all the connection says when more goes. */
  void writeTo(UpstreamConnection to) throws IOException {
    ByteBuffer left = rest;
    if (left == null) {
      return;
    }
    while (left.hasRemaining()) {
      if (to.write(left) == 0) {
        to.resumeWrites();
        return;
      }
    }
    to.suspendWrites();
    rest = null;
  }
}
