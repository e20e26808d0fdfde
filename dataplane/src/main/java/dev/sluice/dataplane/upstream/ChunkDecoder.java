package dev.sluice.dataplane.upstream;

import dev.sluice.matching.HttpToken;
import java.nio.ByteBuffer;

/**
 * Takes the chunked coding off (RFC 9112, section 7.1), strictly: CRLF only, sizes of 1 to 15 hex
 * digits, bounded extensions. Trailers are checked for form, bounded and dropped.
 */
final class ChunkDecoder {
  private static final int MAX_SIZE_DIGITS = 15;
  private static final int MAX_EXTENSIONS = 1_024;
  private static final int MAX_TRAILER_OCTETS = 8 * 1_024;
  private static final int MAX_TRAILERS = 100;

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    END_LF,
    DONE
  }

  private State state = State.SIZE;
  private long size;
  private int digits;
  private int extensions;
  private int trailers;
  private int trailerOctets;

  boolean done() {
    return state == State.DONE;
  }

  /**
   * Leaves in the buffer only data, between position and limit.
   *
   * @return how many bytes behind the end of the last chunk were cut off: not part of this message
   */
  int decode(ByteBuffer buffer) throws BadResponse {
    int start = buffer.position();
    int limit = buffer.limit();
    int read = start;
    int written = start;
    while (read < limit && state != State.DONE) {
      if (state == State.DATA) {
        int count = (int) Math.min(size, limit - read);
        if (written != read) {
          buffer.put(written, buffer, read, count);
        }
        written += count;
        read += count;
        size -= count;
        if (size == 0) {
          state = State.DATA_CR;
        }
      } else {
        step(buffer.get(read++));
      }
    }
    buffer.limit(written);
    return limit - read;
  }

  private void step(byte octet) throws BadResponse {
    switch (state) {
      case SIZE -> size(octet);
      case EXTENSION -> {
        if (octet == '\r') {
          state = State.SIZE_LF;
        } else if (!Octets.value(octet) || ++extensions > MAX_EXTENSIONS) {
          throw new BadResponse("bad chunk extension");
        }
      }
      case SIZE_LF -> {
        expect(octet, '\n');
        digits = 0;
        state = size == 0 ? State.TRAILER_START : State.DATA;
      }
      case DATA_CR -> {
        expect(octet, '\r');
        state = State.DATA_LF;
      }
      case DATA_LF -> {
        expect(octet, '\n');
        state = State.SIZE;
      }
      case TRAILER_START -> {
        if (octet == '\r') {
          state = State.END_LF;
        } else if (HttpToken.hasOctet(octet) && ++trailers <= MAX_TRAILERS) {
          state = State.TRAILER_NAME;
        } else {
          throw new BadResponse("bad trailer, or too many");
        }
      }
      case TRAILER_NAME -> {
        countTrailer();
        if (octet == ':') {
          state = State.TRAILER_VALUE;
        } else if (!HttpToken.hasOctet(octet)) {
          throw new BadResponse("bad trailer");
        }
      }
      case TRAILER_VALUE -> {
        countTrailer();
        if (octet == '\r') {
          state = State.TRAILER_LF;
        } else if (!Octets.value(octet)) {
          throw new BadResponse("bad trailer");
        }
      }
      case TRAILER_LF -> {
        expect(octet, '\n');
        state = State.TRAILER_START;
      }
      case END_LF -> {
        expect(octet, '\n');
        state = State.DONE;
      }
      case DATA, DONE -> throw new IllegalStateException(state.toString());
    }
  }

  private void size(byte octet) throws BadResponse {
    int digit = Character.digit(octet, 16);
    if (digit >= 0) {
      size = size << 4 | digit;
      if (++digits > MAX_SIZE_DIGITS) {
        throw new BadResponse("chunk size too long");
      }
    } else if (digits == 0) {
      throw new BadResponse("no chunk size");
    } else if (octet == '\r') {
      state = State.SIZE_LF;
    } else if (octet == ';' && ++extensions <= MAX_EXTENSIONS) {
      state = State.EXTENSION;
    } else {
      throw new BadResponse("bad chunk size");
    }
  }

  private void countTrailer() throws BadResponse {
    if (++trailerOctets > MAX_TRAILER_OCTETS) {
      throw new BadResponse("trailers too long");
    }
  }

  private static void expect(byte octet, char wanted) throws BadResponse {
    if (octet != wanted) {
      throw new BadResponse("a chunk does not end with CRLF");
    }
  }
}
