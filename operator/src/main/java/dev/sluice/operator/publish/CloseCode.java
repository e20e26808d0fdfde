package dev.sluice.operator.publish;

/** Why the operator ends a stream (RFC 6455 section 7.4.2: 4000 to 4999 are ours to define). */
enum CloseCode {
  GOING_AWAY(1001),
  BROKEN_MESSAGE(1007),
  TOO_MUCH(1008),
  /** The token's ServiceAccount is not the one of the data plane that was asked for. */
  NOT_YOUR_DATA_PLANE(4403),
  /** Nothing, or no answer, came in time. */
  SILENT(4408),
  /** Messages in an order that the protocol does not know. */
  OUT_OF_ORDER(4409);

  private final int code;

  CloseCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
