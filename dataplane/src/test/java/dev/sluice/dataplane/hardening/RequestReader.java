package dev.sluice.dataplane.hardening;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads one request after the other from a connection, strictly. */
final class RequestReader {
  private final InputStream in;
  private byte[] kept = new byte[0];

  RequestReader(InputStream in) {
    this.in = in;
  }

  /** Null at the end of the connection. */
  StrictRequest.@Nullable Whole next() throws IOException {
    byte[] buffer = new byte[16 * 1024];
    while (true) {
      switch (StrictRequest.parse(kept, 0)) {
        case StrictRequest.Whole request -> {
          kept = java.util.Arrays.copyOfRange(kept, request.end(), kept.length);
          return request;
        }
        case StrictRequest.Broken(var why) -> throw new IOException(why);
        case StrictRequest.Partial partial -> {
          int count = in.read(buffer);
          if (count < 0) {
            return null;
          }
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          all.writeBytes(kept);
          all.write(buffer, 0, count);
          kept = all.toByteArray();
        }
      }
    }
  }
}
