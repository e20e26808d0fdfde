package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.observe.log.JsonBuffer;

/** An answer of an admin port. */
record Reply(int status, String contentType, byte[] body) {

  static Reply json(JsonBuffer document) {
    return new Reply(200, "application/json", document.newLine().toByteArray());
  }

  /**
   * RFC 9457, as everything that the gateway refuses.
   *
   * @param reason a constant for programs
   */
  static Reply problem(int status, String title, String detail, String reason) {
    JsonBuffer body =
        new JsonBuffer(256)
            .beginObject()
            .name("type")
            .string("about:blank")
            .name("title")
            .string(title)
            .name("status")
            .number(status)
            .name("detail")
            .string(detail)
            .name("reason")
            .string(reason)
            .endObject();
    return new Reply(status, "application/problem+json", body.newLine().toByteArray());
  }
}
