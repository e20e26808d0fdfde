package dev.sluice.dataplane.upstream.credential;

/** No token. The message says why, and quotes nothing but a registered error code. */
final class TokenRefused extends Exception {
  private static final long serialVersionUID = 1L;

  TokenRefused(String message) {
    super(message);
  }
}
