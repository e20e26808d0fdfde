package dev.sluice.dataplane.reply;

/**
 * Every answer that the gateway makes itself, and every way in which a request can end badly. The
 * name stands in the response body ({@code reason}), in the access log and as a metric label, so a
 * constant is never renamed.
 */
public enum FailureKind {
  MALFORMED_REQUEST(400, Category.CLIENT, "Bad Request", "The request is malformed."),
  DANGEROUS_PATH(400, Category.CLIENT, "Bad Request", "The path has a form that is not accepted."),
  INVALID_HOST(400, Category.CLIENT, "Bad Request", "The host is missing or malformed."),
  INVALID_HEADER(400, Category.CLIENT, "Bad Request", "A header field is malformed."),
  INVALID_FRAMING(400, Category.CLIENT, "Bad Request", "The length of the body is ambiguous."),
  INVALID_BODY(400, Category.CLIENT, "Bad Request", "The body is malformed."),
  SCHEMA_VIOLATION(
      400, Category.CLIENT, "Bad Request", "The body does not satisfy the schema of this route."),
  UNAUTHENTICATED(401, Category.CLIENT, "Unauthorized", "A credential is missing or not accepted."),
  FORBIDDEN(403, Category.CLIENT, "Forbidden", "The client may not do this."),
  ADDRESS_DENIED(403, Category.CLIENT, "Forbidden", "The client's address may not do this."),
  CORS_REFUSED(403, Category.CLIENT, "Forbidden", "The page's origin may not make this request."),
  NO_ROUTE(404, Category.CLIENT, "Not Found", "No route takes this request."),
  METHOD_NOT_ALLOWED(405, Category.CLIENT, "Method Not Allowed", "The method is not allowed here."),
  REQUEST_TIMEOUT(408, Category.CLIENT, "Request Timeout", "The request came too slowly."),
  BODY_TOO_LARGE(413, Category.CLIENT, "Content Too Large", "The body is too large."),
  TOO_MANY_PARTS(413, Category.CLIENT, "Content Too Large", "The form has too many parts."),
  PART_TOO_LARGE(413, Category.CLIENT, "Content Too Large", "A part of the form is too large."),
  URI_TOO_LONG(414, Category.CLIENT, "URI Too Long", "The request target is too long."),
  UNSUPPORTED_MEDIA_TYPE(
      415, Category.CLIENT, "Unsupported Media Type", "The content type is not accepted here."),
  EXPECTATION_FAILED(
      417, Category.CLIENT, "Expectation Failed", "Only 100-continue is understood."),
  MISDIRECTED_REQUEST(
      421, Category.CLIENT, "Misdirected Request", "Wrong host for this connection."),
  RATE_LIMITED(429, Category.CLIENT, "Too Many Requests", "Too many requests in this time."),
  CONCURRENCY_LIMITED(429, Category.CLIENT, "Too Many Requests", "Too many requests at a time."),
  HEADERS_TOO_LARGE(
      431, Category.CLIENT, "Request Header Fields Too Large", "The header fields are too large."),
  INTERNAL_ERROR(500, Category.GATEWAY, "Internal Server Error", "The gateway failed."),
  BACKEND_UNRESOLVED(
      500,
      Category.CONFIGURATION,
      "Internal Server Error",
      "The route points at no usable backend."),
  ROUTING_TOO_COSTLY(
      500,
      Category.CONFIGURATION,
      "Internal Server Error",
      "The patterns of the routes take too long for this request."),
  INVALID_REWRITE(
      500,
      Category.CONFIGURATION,
      "Internal Server Error",
      "The route makes a path of this one that is not valid."),
  UNKNOWN_TRANSFER_CODING(
      501, Category.CLIENT, "Not Implemented", "Only the chunked transfer coding is understood."),
  METHOD_NOT_IMPLEMENTED(501, Category.CLIENT, "Not Implemented", "The method is not implemented."),
  UPSTREAM_CONNECT_FAILED(502, Category.UPSTREAM, "Bad Gateway", "The backend cannot be reached."),
  UPSTREAM_ADDRESS_FORBIDDEN(
      502,
      Category.CONFIGURATION,
      "Bad Gateway",
      "The backend is at an address that the gateway may not connect to."),
  UPSTREAM_TLS_FAILED(
      502, Category.UPSTREAM, "Bad Gateway", "No trusted connection to the backend can be made."),
  UPSTREAM_RESET(502, Category.UPSTREAM, "Bad Gateway", "The backend broke off the connection."),
  UPSTREAM_PROTOCOL_ERROR(
      502, Category.UPSTREAM, "Bad Gateway", "The backend's answer is not valid HTTP."),
  NO_ENDPOINT(503, Category.UPSTREAM, "Service Unavailable", "The backend has no endpoint."),
  NO_HEALTHY_ENDPOINT(
      503, Category.UPSTREAM, "Service Unavailable", "No endpoint of the backend is well."),
  UPSTREAM_CREDENTIAL_UNAVAILABLE(
      503,
      Category.CONFIGURATION,
      "Service Unavailable",
      "The gateway has nothing to show to the backend."),
  AUTHENTICATION_UNAVAILABLE(
      503,
      Category.GATEWAY,
      "Service Unavailable",
      "The gateway cannot tell at present who the client is."),
  LIMIT_STORE_UNAVAILABLE(
      503,
      Category.GATEWAY,
      "Service Unavailable",
      "The gateway cannot tell at present whether a limit is reached."),
  SCHEMA_UNAVAILABLE(
      503,
      Category.CONFIGURATION,
      "Service Unavailable",
      "The gateway has no schema to hold bodies against."),
  UPSTREAM_OVERFLOW(
      503, Category.UPSTREAM, "Service Unavailable", "Too many requests wait for this backend."),
  BREAKER_OPEN(
      503, Category.UPSTREAM, "Service Unavailable", "The backend fails and is given a rest."),
  OVERLOADED(503, Category.GATEWAY, "Service Unavailable", "The gateway is overloaded."),
  /** The route asks for it; the status of the answer is the one that it names. */
  FAULT_INJECTED(503, Category.CONFIGURATION, "Fault Injected", "The route injects this fault."),
  DRAINING(503, Category.GATEWAY, "Service Unavailable", "The gateway is shutting down."),
  NOT_CONFIGURED(503, Category.GATEWAY, "Service Unavailable", "The gateway has no configuration."),
  UPSTREAM_CONNECT_TIMEOUT(
      504,
      Category.UPSTREAM,
      "Gateway Timeout",
      "The backend did not accept a connection in time."),
  UPSTREAM_TIMEOUT(
      504, Category.UPSTREAM, "Gateway Timeout", "The backend did not answer in time."),
  HTTP_VERSION_NOT_SUPPORTED(
      505, Category.CLIENT, "HTTP Version Not Supported", "HTTP/1.0 and HTTP/1.1 are understood."),
  LOOP_DETECTED(
      508, Category.CONFIGURATION, "Loop Detected", "The request came back to the gateway."),
  /** The client went away; nobody is left to answer. 499 appears in the log only. */
  CLIENT_DISCONNECTED(499, Category.CLIENT, "Client Closed Request", "The client went away."),
  /** The answer had begun when the backend failed: the client sees a broken message. */
  UPSTREAM_TRUNCATED(502, Category.UPSTREAM, "Bad Gateway", "The backend's answer broke off.");

  /** Who has to act. */
  public enum Category {
    CLIENT,
    CONFIGURATION,
    UPSTREAM,
    GATEWAY
  }

  private final int status;
  private final Category category;
  private final String title;
  private final String detail;

  FailureKind(int status, Category category, String title, String detail) {
    this.status = status;
    this.category = category;
    this.title = title;
    this.detail = detail;
  }

  /** Whether it says that somebody may not pass. */
  public boolean ofAccess() {
    return switch (this) {
      case UNAUTHENTICATED, FORBIDDEN, ADDRESS_DENIED, AUTHENTICATION_UNAVAILABLE -> true;
      default -> false;
    };
  }

  /** Whether one endpoint of a backend is at fault. */
  public boolean ofEndpoint() {
    return switch (this) {
      case UPSTREAM_CONNECT_FAILED,
          UPSTREAM_CONNECT_TIMEOUT,
          UPSTREAM_TLS_FAILED,
          UPSTREAM_RESET,
          UPSTREAM_PROTOCOL_ERROR,
          UPSTREAM_TIMEOUT,
          UPSTREAM_TRUNCATED ->
          true;
      default -> false;
    };
  }

  /** HTTP status code of the answer. */
  public int status() {
    return status;
  }

  public Category category() {
    return category;
  }

  /** {@code title} of RFC 9457. */
  public String title() {
    return title;
  }

  /** {@code detail} of RFC 9457: for the client, so nothing internal. */
  public String detail() {
    return detail;
  }
}
