package dev.sluice.dataplane.reply;

import java.io.IOException;

/**
 * The client's body breaks a rule of the gateway: thrown by the request channel to whoever reads
 * it, who answers with {@link #kind}.
 */
public final class RequestBodyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final FailureKind kind;

  /**
   * @param detail for the log, not for the client
   */
  public RequestBodyException(FailureKind kind, String detail) {
    super(detail);
    this.kind = kind;
  }

  public FailureKind kind() {
    return kind;
  }
}
