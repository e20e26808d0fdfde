package dev.sluice.dataplane.body.form;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.RequestBodyException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads a form as it goes by and ends it at the first byte that is not as it must be. Stricter than
 * RFC 2046: no preamble and no epilogue, lines end in CRLF and delimiters carry no blanks; the
 * boundary stands nowhere but in delimiters.
 */
final class FormReader {
  private static final int MAX_HEAD = 8 * 1024;

  private static final String OTHER_LENGTH = "a part is not as long as it says";

  private enum State {
    FIRST_DELIMITER,
    BEHIND_DELIMITER,
    HEAD,
    CONTENT,
    BEHIND_END
  }

  private final FormRules rules;
  private final byte[] delimiter;
  private final Needle anywhere;
  private final Needle atLine;
  private final byte[] head = new byte[MAX_HEAD];
  private State state = State.FIRST_DELIMITER;
  private int at;
  private byte before;
  private int parts;
  private long length;
  private long announced = Long.MAX_VALUE;
  private boolean mustBeEmpty;

  FormReader(Boundary boundary, FormRules rules) {
    this.rules = rules;
    delimiter = ("--" + boundary.text()).getBytes(StandardCharsets.US_ASCII);
    anywhere = new Needle(delimiter);
    atLine = new Needle(("\r\n--" + boundary.text()).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * @param piece what comes next; is left as it is
   */
  void take(ByteBuffer piece) throws RequestBodyException {
    int limit = piece.limit();
    int position = piece.position();
    while (position < limit) {
      if (state == State.CONTENT) {
        position = content(piece, position, limit);
      } else {
        byte next = piece.get(position++);
        switch (state) {
          case FIRST_DELIMITER -> firstDelimiter(next);
          case BEHIND_DELIMITER -> behindDelimiter(next);
          case HEAD -> head(next);
          case BEHIND_END -> behindEnd(next);
          case CONTENT -> throw new IllegalStateException("was asked above");
        }
      }
    }
  }

  /** Nothing follows. */
  void end() throws RequestBodyException {
    if (state != State.BEHIND_END || at == 1) {
      throw malformed("the form is cut off");
    }
  }

  private void firstDelimiter(byte next) throws RequestBodyException {
    if (next != delimiter[at++]) {
      throw malformed("it does not begin with its boundary");
    }
    if (at == delimiter.length) {
      go(State.BEHIND_DELIMITER);
    }
  }

  private void behindDelimiter(byte next) throws RequestBodyException {
    if (at++ == 0) {
      before = next;
    } else if (before == '\r' && next == '\n') {
      rules.checkParts(++parts);
      go(State.HEAD);
    } else if (before == '-' && next == '-' && parts > 0) {
      go(State.BEHIND_END);
    } else {
      throw malformed("something follows a boundary");
    }
  }

  private void head(byte next) throws RequestBodyException {
    if (at == MAX_HEAD) {
      throw malformed("the header of a part is larger than " + MAX_HEAD + " bytes");
    }
    head[at++] = next;
    if (next == '\n') {
      if (at < 2 || head[at - 2] != '\r') {
        throw malformed("a line of the header of a part ends without CR");
      }
      if (at == 2 || (head[at - 3] == '\n' && head[at - 4] == '\r')) {
        part();
        go(State.CONTENT);
      }
    }
  }

  private void part() throws RequestBodyException {
    PartHead part;
    try {
      part = PartHead.parse(head, at);
    } catch (IllegalArgumentException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
    mustBeEmpty = !rules.mayCarry(part);
    // A browser sends a file that nobody chose: without a name and empty.
    if (mustBeEmpty && !"".equals(part.fileName())) {
      rules.refuseType();
    }
    length = 0;
    announced = part.length().orElse(Long.MAX_VALUE);
    anywhere.forget();
    atLine.forget();
  }

  /** Returns the position behind what it has read. */
  private int content(ByteBuffer piece, int from, int limit) throws RequestBodyException {
    int position = from;
    while (position < limit) {
      byte next = piece.get(position++);
      if (next != '\r' && next != '-' && anywhere.fresh() && atLine.fresh()) {
        continue;
      }
      boolean line = atLine.ends(next);
      if (anywhere.ends(next)) {
        if (!line) {
          throw malformed("the boundary stands within a part");
        }
        long whole = length + position - from - atLine.length();
        contentOf(whole);
        if (announced != Long.MAX_VALUE && whole != announced) {
          throw malformed(OTHER_LENGTH);
        }
        go(State.BEHIND_DELIMITER);
        return position;
      }
    }
    length += position - from;
    // So much is no boundary, whatever follows.
    contentOf(length - atLine.length());
    return position;
  }

  private void contentOf(long bytes) throws RequestBodyException {
    if (bytes > announced) {
      throw malformed(OTHER_LENGTH);
    }
    rules.checkSize(bytes);
    if (mustBeEmpty && bytes > 0) {
      rules.refuseType();
    }
  }

  private void behindEnd(byte next) throws RequestBodyException {
    if (at == 2 || next != (at == 0 ? '\r' : '\n')) {
      throw malformed("something follows the last boundary");
    }
    at++;
  }

  private void go(State next) {
    state = next;
    at = 0;
  }

  int parts() {
    return parts;
  }

  private static RequestBodyException malformed(String reason) {
    return new RequestBodyException(FailureKind.INVALID_BODY, reason);
  }
}
