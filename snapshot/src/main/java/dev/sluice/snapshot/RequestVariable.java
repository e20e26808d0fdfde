package dev.sluice.snapshot;

/** What header values may refer to. There is no access to secrets or the environment. */
public enum RequestVariable {
  CLIENT_IP("client.ip"),
  REQUEST_ID("request.id"),
  REQUEST_HOST("request.host"),
  REQUEST_METHOD("request.method"),
  REQUEST_PATH("request.path"),
  ROUTE_NAME("route.name"),
  /** Of a client that was authenticated, like the next; else empty. */
  IDENTITY_USER("identity.user"),
  IDENTITY_TENANT("identity.tenant");

  private final String text;

  RequestVariable(String text) {
    this.text = text;
  }

  /** The name between <code>${</code> and <code>}</code>. */
  public String text() {
    return text;
  }
}
