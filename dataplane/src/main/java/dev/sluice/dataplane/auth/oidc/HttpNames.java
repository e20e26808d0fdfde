package dev.sluice.dataplane.auth.oidc;

/** Names that may be written back to whoever sent them. */
final class HttpNames {
  private HttpNames() {}

  /** Letters, digits, and what stands between them in names of cookies that we make. */
  static boolean isToken(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(
                c ->
                    c >= 'a' && c <= 'z'
                        || c >= 'A' && c <= 'Z'
                        || c >= '0' && c <= '9'
                        || c == '-'
                        || c == '_'
                        || c == '.');
  }
}
