package dev.sluice.dataplane.upstream;

import dev.sluice.matching.HttpToken;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The head of one response, parsed strictly (RFC 9112): CRLF only, no folded lines, no space before
 * the colon, no control characters, one unambiguous framing. Reused for one response after the
 * other.
 */
final class ResponseHead {
  /** Envoy and HAProxy take 100; HeaderMap takes 126 of one name. */
  private static final int MAX_FIELDS = 120;

  private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

  private final ArrayList<HttpString> names = new ArrayList<>();
  private final ArrayList<String> values = new ArrayList<>();
  private final ArrayList<String> connection = new ArrayList<>(2);
  private int status;
  private boolean http10;
  private long contentLength;
  private String contentLengthText = "";
  private boolean chunked;

  /**
   * @param end after the empty line that ends the head
   */
  void parse(byte[] bytes, int end, HeaderNames known) throws BadResponse {
    names.clear();
    values.clear();
    connection.clear();
    contentLength = -1;
    chunked = false;
    int line = parseStatusLine(bytes, end);
    while (bytes[line] != '\r') {
      line = parseField(bytes, line, known);
    }
    if (line + 2 != end) {
      throw new BadResponse("a line of the head is malformed");
    }
    if (chunked && contentLength >= 0) {
      throw new BadResponse("both Content-Length and Transfer-Encoding");
    }
    if (chunked && http10) {
      throw new BadResponse("Transfer-Encoding in HTTP/1.0");
    }
  }

  private int parseStatusLine(byte[] bytes, int end) throws BadResponse {
    for (int i = 0; i < VERSION.length; i++) {
      if (i >= end || bytes[i] != VERSION[i]) {
        throw new BadResponse("no HTTP/1.x status line");
      }
    }
    byte minor = bytes[VERSION.length];
    // The shortest head is longer than this, so that all these indexes exist.
    if (end < 16 || (minor != '0' && minor != '1') || bytes[VERSION.length + 1] != ' ') {
      throw new BadResponse("no HTTP/1.x status line");
    }
    http10 = minor == '0';
    int at = VERSION.length + 2;
    status = 0;
    for (int i = 0; i < 3; i++) {
      int digit = bytes[at + i] - '0';
      if (digit < 0 || digit > 9) {
        throw new BadResponse("the status is not a number");
      }
      status = status * 10 + digit;
    }
    at += 3;
    if (status < 100 || (bytes[at] != ' ' && bytes[at] != '\r')) {
      throw new BadResponse("the status line is malformed");
    }
    return endOfLine(bytes, at);
  }

  /** The next line, when the rest of this one is clean. */
  private static int endOfLine(byte[] bytes, int from) throws BadResponse {
    int at = from;
    while (Octets.value(bytes[at])) {
      at++;
    }
    if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
      throw new BadResponse("a control character in the head");
    }
    return at + 2;
  }

  private int parseField(byte[] bytes, int from, HeaderNames known) throws BadResponse {
    int colon = from;
    while (HttpToken.hasOctet(bytes[colon])) {
      colon++;
    }
    if (colon == from || bytes[colon] != ':') {
      throw new BadResponse("a line of the head is not a field");
    }
    int next = endOfLine(bytes, colon + 1);
    int left = colon + 1;
    int right = next - 2;
    while (left < right && blank(bytes[left])) {
      left++;
    }
    while (left < right && blank(bytes[right - 1])) {
      right--;
    }
    if (names.size() == MAX_FIELDS) {
      throw new BadResponse("more than " + MAX_FIELDS + " fields");
    }
    HttpString name = known.get(bytes, from, colon);
    add(name, known.value(name, bytes, left, right));
    return next;
  }

  private static boolean blank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  private void add(HttpString name, String value) throws BadResponse {
    if (name.equals(Headers.CONTENT_LENGTH)) {
      long length = ContentLength.parse(value);
      if (length < 0) {
        throw new BadResponse("malformed Content-Length");
      }
      if (contentLength >= 0 && contentLength != length) {
        throw new BadResponse("differing Content-Length");
      }
      contentLength = length;
      contentLengthText = value;
    } else if (name.equals(Headers.TRANSFER_ENCODING)) {
      if (chunked || !value.equalsIgnoreCase("chunked")) {
        throw new BadResponse("Transfer-Encoding other than chunked");
      }
      chunked = true;
    } else if (name.equals(Headers.CONNECTION)) {
      connection.add(value);
    }
    names.add(name);
    values.add(value);
  }

  int status() {
    return status;
  }

  boolean interim() {
    return status < 200;
  }

  int size() {
    return names.size();
  }

  HttpString name(int index) {
    return names.get(index);
  }

  String value(int index) {
    return values.get(index);
  }

  /** The values of {@code Connection}. */
  List<String> connection() {
    return connection;
  }

  String first(HttpString name) {
    int index = names.indexOf(name);
    return index < 0 ? "" : values.get(index);
  }

  /** As the backend said, or -1. */
  long contentLength() {
    return contentLength;
  }

  /** The same in digits. */
  String contentLengthText() {
    return contentLengthText;
  }

  ResponseFraming framing(boolean head) {
    if (head || status == 204 || status == 304) {
      return ResponseFraming.EMPTY;
    }
    if (chunked) {
      return ResponseFraming.CHUNKED;
    }
    return contentLength >= 0
        ? new ResponseFraming.Fixed(contentLength)
        : ResponseFraming.UNTIL_CLOSE;
  }

  /** Whether the backend lets the connection live on. */
  boolean persistent() {
    for (int i = 0; i < connection.size(); i++) {
      if (HopByHopHeaders.lists(connection.get(i), "close")) {
        return false;
      }
    }
    if (!http10) {
      return true;
    }
    for (int i = 0; i < connection.size(); i++) {
      if (HopByHopHeaders.lists(connection.get(i), "keep-alive")) {
        return true;
      }
    }
    return false;
  }
}
