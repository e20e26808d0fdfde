package dev.sluice.dataplane.upstream;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the head of a response in what arrives, in however many pieces, and has it parsed when it
 * is whole. Usually it is whole in the first piece, and nothing is kept.
 */
final class ResponseHeadReader {
  private static final int STEP = 1_024;

  /** Interim responses are swallowed, but not for ever. */
  private static final int MAX_INTERIM = 16;

  private final IoLoop loop;
  private byte @Nullable [] kept;
  private int keptLength;
  private boolean begun;
  private int interim;

  ResponseHeadReader(IoLoop loop) {
    this.loop = loop;
  }

  /** Whether any byte of an answer arrived. */
  boolean begun() {
    return begun;
  }

  /**
   * Takes the head out of the buffer and leaves what follows it.
   *
   * @return whether it is whole and now in {@link IoLoop#responseHead()}; else all was taken
   */
  boolean read(ByteBuffer buffer) throws BadResponse {
    begun |= buffer.hasRemaining();
    byte[] scratch = loop.scratch();
    int length = keptLength;
    if (kept != null) {
      System.arraycopy(kept, 0, scratch, 0, length);
    }
    int scanned = length;
    while (buffer.hasRemaining()) {
      int step = Math.min(Math.min(STEP, buffer.remaining()), IoLoop.MAX_HEAD - length);
      if (step == 0) {
        throw new BadResponse("the head is longer than " + IoLoop.MAX_HEAD + " bytes");
      }
      buffer.get(scratch, length, step);
      length += step;
      int end = endOfHead(scratch, scanned, length);
      if (end > 0) {
        buffer.position(buffer.position() - (length - end));
        kept = null;
        keptLength = 0;
        loop.responseHead().parse(scratch, end, loop.names());
        return true;
      }
      scanned = length;
    }
    kept = Arrays.copyOf(scratch, length);
    keptLength = length;
    return false;
  }

  /** The same of the final answer, for who wants to know of no other. */
  boolean readFinal(ByteBuffer buffer) throws BadResponse {
    while (read(buffer)) {
      ResponseHead head = loop.responseHead();
      if (!head.interim()) {
        return true;
      }
      if (head.status() == 101 || ++interim > MAX_INTERIM) {
        throw new BadResponse("interim response " + head.status());
      }
    }
    return false;
  }

  /** Behind the empty line, or 0; a line that ends otherwise than with CRLF is refused at once. */
  private static int endOfHead(byte[] bytes, int from, int to) throws BadResponse {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        if (i == 0 || bytes[i - 1] != '\r') {
          throw new BadResponse("a line ends with a bare LF");
        }
        if (i >= 3 && bytes[i - 2] == '\n') {
          return i + 1;
        }
      }
    }
    return 0;
  }
}
