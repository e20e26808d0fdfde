package dev.sluice.dataplane.upstream;

/** Where a response ends (RFC 9112, section 6.3). */
sealed interface ResponseFraming {
  ResponseFraming EMPTY = new Empty();
  ResponseFraming CHUNKED = new Chunked();
  ResponseFraming UNTIL_CLOSE = new UntilClose();

  /** After the head: HEAD, 204, 304. */
  record Empty() implements ResponseFraming {}

  record Fixed(long length) implements ResponseFraming {}

  record Chunked() implements ResponseFraming {}

  /** With the connection. */
  record UntilClose() implements ResponseFraming {}
}
