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

  /** The same for other pages. */
  public AccessPolicies with(Cors other) {
    return new AccessPolicies(authentication, authorization, addresses, other, securityHeaders);
  }

  /** The same for clients elsewhere. */
  public AccessPolicies with(AddressAccess other) {
    return new AccessPolicies(authentication, authorization, other, cors, securityHeaders);
  }

  /** The same with other advice to browsers. */
  public AccessPolicies with(SecurityHeaders other) {
    return new AccessPolicies(authentication, authorization, addresses, cors, other);
  }

  /** The same for other clients. */
  public AccessPolicies with(Authentication other) {
    return new AccessPolicies(other, authorization, addresses, cors, securityHeaders);
  }
}
