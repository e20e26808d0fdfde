package dev.sluice.snapshot;

/** Where a client's credential is looked for. */
public sealed interface CredentialPlace {
  /**
   * @param name in lower case
   * @param scheme that stands before the credential, such as {@code Bearer} (RFC 9110 section
   *     11.4), compared without case; empty: the whole value
   */
  record Header(String name, String scheme) implements CredentialPlace {}

  record Cookie(String name) implements CredentialPlace {}

  record Query(String name) implements CredentialPlace {}
}
