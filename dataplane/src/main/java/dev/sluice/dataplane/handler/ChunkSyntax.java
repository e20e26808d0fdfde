package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.RequestBodyException;
import dev.sluice.matching.HttpToken;
import java.nio.ByteBuffer;

/**
 * What stands around the data of a chunked body, read to the letter of RFC 9112 section 7.1: where
 * two readers of the same bytes could disagree about the end of a chunk, the body is refused.
 *
 * <p>Fed with bytes, it stops where data begins and where the body ends.
 */
final class ChunkSyntax {
  private static final int MAX_SIZE_DIGITS = 15;
  private static final int MAX_EXTENSION_BYTES = 1 << 10;
  private static final int MAX_TRAILER_BYTES = 8 << 10;
  private static final int MAX_TRAILERS = 100;

  private enum Place {
    SIZE,
    EXTENSION,
    QUOTED,
    ESCAPED,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    LAST_LF,
    END
  }

  private Place place = Place.SIZE;
  private long size;
  private int digits;
  private int extensionBytes;
  private int trailerBytes;
  private int trailers;

  /** Bytes of the current chunk that are still to come; 0 between chunks. */
  long dataLeft() {
    return place == Place.DATA ? size : 0;
  }

  boolean ended() {
    return place == Place.END;
  }

  /** So many bytes of data were taken past this reader. */
  void took(long count) {
    size -= count;
    if (size == 0) {
      place = Place.DATA_CR;
    }
  }

  /** Reads up to data, to the end of the body or of the buffer. */
  void read(ByteBuffer buffer) throws RequestBodyException {
    while (buffer.hasRemaining() && place != Place.DATA && place != Place.END) {
      next(buffer.get() & 0xff);
    }
  }

  private void next(int c) throws RequestBodyException {
    switch (place) {
      case SIZE -> size(c);
      case EXTENSION -> extension(c);
      case QUOTED -> quoted(c);
      case ESCAPED -> {
        countExtension();
        refuseControl(c, "chunk extension");
        place = Place.QUOTED;
      }
      case SIZE_LF -> {
        expect(c, '\n', "chunk size");
        digits = 0;
        place = size == 0 ? Place.TRAILER_START : Place.DATA;
      }
      case DATA_CR -> {
        expect(c, '\r', "chunk data");
        place = Place.DATA_LF;
      }
      case DATA_LF -> {
        expect(c, '\n', "chunk data");
        place = Place.SIZE;
      }
      case TRAILER_START -> trailerStart(c);
      case TRAILER_NAME -> trailerName(c);
      case TRAILER_VALUE -> trailerValue(c);
      case TRAILER_LF -> {
        expect(c, '\n', "trailer");
        place = Place.TRAILER_START;
      }
      case LAST_LF -> {
        expect(c, '\n', "last chunk");
        place = Place.END;
      }
      case DATA, END -> throw new IllegalStateException("not to be read here: " + place);
    }
  }

  private void size(int c) throws RequestBodyException {
    int digit = Character.digit(c, 16);
    if (digit >= 0 && c < 128) {
      if (++digits > MAX_SIZE_DIGITS) {
        throw refused("chunk size is too long");
      }
      size = size << 4 | digit;
    } else if (digits > 0 && c == ';') {
      countExtension();
      place = Place.EXTENSION;
    } else if (digits > 0 && c == '\r') {
      place = Place.SIZE_LF;
    } else {
      throw refused("chunk size is no hexadecimal number");
    }
  }

  private void extension(int c) throws RequestBodyException {
    if (c == '\r') {
      place = Place.SIZE_LF;
      return;
    }
    countExtension();
    if (c == '"') {
      place = Place.QUOTED;
    } else if (c <= ' ' || c >= 0x7f) {
      throw refused("chunk extension has white space or a control character");
    }
  }

  private void quoted(int c) throws RequestBodyException {
    countExtension();
    refuseControl(c, "chunk extension");
    if (c == '"') {
      place = Place.EXTENSION;
    } else if (c == '\\') {
      place = Place.ESCAPED;
    }
  }

  private void trailerStart(int c) throws RequestBodyException {
    if (c == '\r') {
      place = Place.LAST_LF;
      return;
    }
    place = Place.TRAILER_NAME;
    if (++trailers > MAX_TRAILERS) {
      throw refused("more than " + MAX_TRAILERS + " trailers");
    }
    if (c == ':') {
      throw refused("trailer has no name");
    }
    trailerName(c);
  }

  private void trailerName(int c) throws RequestBodyException {
    countTrailer();
    if (c == ':') {
      place = Place.TRAILER_VALUE;
    } else if (!HttpToken.has(c)) {
      throw refused("trailer name is no token");
    }
  }

  private void trailerValue(int c) throws RequestBodyException {
    countTrailer();
    if (c == '\r') {
      place = Place.TRAILER_LF;
    } else {
      refuseControl(c, "trailer");
    }
  }

  private void countExtension() throws RequestBodyException {
    if (++extensionBytes > MAX_EXTENSION_BYTES) {
      throw refused("chunk extensions are too long");
    }
  }

  private void countTrailer() throws RequestBodyException {
    if (++trailerBytes > MAX_TRAILER_BYTES) {
      throw refused("trailers are too long");
    }
  }

  private static void refuseControl(int c, String where) throws RequestBodyException {
    if ((c < ' ' && c != '\t') || c == 0x7f) {
      throw refused(where + " has a control character");
    }
  }

  private static void expect(int c, char wanted, String where) throws RequestBodyException {
    if (c != wanted) {
      throw refused(where + " does not end with CRLF");
    }
  }

  private static RequestBodyException refused(String detail) {
    return new RequestBodyException(FailureKind.INVALID_FRAMING, detail);
  }
}
