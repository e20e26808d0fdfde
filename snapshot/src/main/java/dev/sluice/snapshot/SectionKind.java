package dev.sluice.snapshot;

/** The kinds of sections, in the order in which they stand in a snapshot. */
public enum SectionKind {
  GATEWAY,
  ROUTE,
  BACKEND,
  CERTIFICATE,
  CA_BUNDLE,
  CREDENTIAL,
  API_KEY,
  PASSWORDS,
  NETWORK_FEED,
  JSON_SCHEMA,
  RATE_LIMIT;

  /** Whether the content of such a section must never be shown. */
  public boolean secret() {
    return switch (this) {
      case CERTIFICATE, CREDENTIAL, API_KEY, PASSWORDS -> true;
      case GATEWAY, ROUTE, BACKEND, CA_BUNDLE, NETWORK_FEED, JSON_SCHEMA, RATE_LIMIT -> false;
    };
  }

  /** Whether such a section says who is let in, and by what they are known. */
  public boolean ofClients() {
    return switch (this) {
      case GATEWAY, CA_BUNDLE, CREDENTIAL, API_KEY, PASSWORDS -> true;
      case ROUTE, BACKEND, CERTIFICATE, NETWORK_FEED, JSON_SCHEMA, RATE_LIMIT -> false;
    };
  }
}
