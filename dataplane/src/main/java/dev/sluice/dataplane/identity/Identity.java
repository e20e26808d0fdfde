package dev.sluice.dataplane.identity;

import java.util.List;

/**
 * Who asks, as one provider knows it. The same object may serve many requests.
 *
 * @param provider its name
 * @param user who it is; empty if the credential does not say
 * @param tenant whose it is; empty if the credential does not say
 * @param roles by name
 * @param scopes that the credential was given (RFC 6749 section 3.3)
 * @param permissions of the credential itself, besides those of its roles
 * @param attributes what else is known of it, such as the claims of a token
 * @param headers what backends are told
 * @param apiKey the Secret with the API key that was shown, as {@code namespace/name}; empty if
 *     none was
 */
public record Identity(
    String provider,
    String user,
    String tenant,
    List<String> roles,
    List<String> scopes,
    List<String> permissions,
    Claims attributes,
    List<IdentityHeader> headers,
    String apiKey) {
  public Identity {
    roles = List.copyOf(roles);
    scopes = List.copyOf(scopes);
    permissions = List.copyOf(permissions);
    headers = List.copyOf(headers);
  }

  /** Of a client that showed something else than an API key. */
  public Identity(
      String provider,
      String user,
      String tenant,
      List<String> roles,
      List<String> scopes,
      List<String> permissions,
      Claims attributes,
      List<IdentityHeader> headers) {
    this(provider, user, tenant, roles, scopes, permissions, attributes, headers, "");
  }

  /** For the log: neither claims nor headers. */
  @Override
  public String toString() {
    return provider + ":" + user;
  }
}
