package dev.sluice.dataplane.admin;

/** An answer of the admin port. */
public record AdminReply(int status, String contentType, String body) {
  static final String JSON = "application/json";

  public static AdminReply json(int status, String body) {
    return new AdminReply(status, JSON, body);
  }
}
