package dev.sluice.dataplane.auth.mtls;

/** What keeps a certificate from naming anybody, in words of our own. */
final class UnclearCertificate extends Exception {
  private static final long serialVersionUID = 1L;

  UnclearCertificate(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
