package dev.sluice.compiler.resource;

/** The kinds that are reported on. */
public enum ResourceKind {
  DATA_PLANE("DataPlane"),
  GATEWAY_ROUTE("GatewayRoute"),
  SERVICE_BACKEND("ServiceBackend"),
  RATE_LIMIT_POLICY("RateLimitPolicy");

  private final String text;

  ResourceKind(String text) {
    this.text = text;
  }

  /** As in {@code kind:}. */
  public String text() {
    return text;
  }
}
