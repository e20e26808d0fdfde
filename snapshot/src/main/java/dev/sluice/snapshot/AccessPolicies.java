package dev.sluice.snapshot;

/** Who may pass, and what browsers are told about it. */
public record AccessPolicies(
    Authentication authentication,
    Authorization authorization,
    AddressAccess addresses,
    Cors cors,
    SecurityHeaders securityHeaders) {
  /** Everybody, from everywhere. */
  public static final AccessPolicies OPEN =
      new AccessPolicies(
          Authentication.UNSAID,
          Authorization.NONE,
          AddressAccess.ALL,
          Cors.OFF,
          SecurityHeaders.NONE);
}
