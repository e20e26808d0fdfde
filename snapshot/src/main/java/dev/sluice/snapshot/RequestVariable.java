package dev.sluice.snapshot;

/** What header values may refer to. There is no access to secrets or the environment. */
public enum RequestVariable {
  CLIENT_IP("client.ip"),
  REQUEST_ID("request.id"),
  REQUEST_HOST("request.host"),
  REQUEST_METHOD("request.method"),
  REQUEST_PATH("request.path"),
  ROUTE_NAME("route.name");

  private final String text;

  RequestVariable(String text) {
    this.text = text;
  }

  /** The name between <code>${</code> and <code>}</code>. */
  public String text() {
    return text;
  }
}
