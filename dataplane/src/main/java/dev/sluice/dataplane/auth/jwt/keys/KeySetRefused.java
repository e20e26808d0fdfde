package dev.sluice.dataplane.auth.jwt.keys;

/** A JWK Set that cannot be used; the message quotes nothing of it. */
public final class KeySetRefused extends Exception {
  private static final long serialVersionUID = 1L;

  public KeySetRefused(String message) {
    super(message);
  }

  public String cause() {
    return String.valueOf(getMessage());
  }
}
