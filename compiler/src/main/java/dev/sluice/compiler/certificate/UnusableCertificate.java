package dev.sluice.compiler.certificate;

/** What was given cannot serve. The message says what is wrong and how to mend it, and no more. */
public final class UnusableCertificate extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableCertificate(String message) {
    super(message);
  }
}
