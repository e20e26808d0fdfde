package dev.sluice.dataplane.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;

/** What a failed handshake means, in words for the operator of the backend. */
public final class TlsFault {
  private TlsFault() {}

  /**
   * @param hostname that the certificate was to be for
   */
  public static String words(Throwable failure, String hostname) {
    String last = String.valueOf(failure.getMessage());
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException) {
        return "its certificate has expired";
      }
      if (cause instanceof CertificateNotYetValidException) {
        return "its certificate is not valid yet";
      }
      if (cause instanceof CertPathBuilderException) {
        return "its certificate is signed by no authority that is trusted";
      }
      if (cause instanceof CertPathValidatorException && cause.getCause() == null) {
        return "its certificate cannot be trusted: " + cause.getMessage();
      }
      if (cause instanceof CertificateException && cause.getCause() == null && isOfName(cause)) {
        return "its certificate is not for " + hostname;
      }
      last = Objects.requireNonNullElse(cause.getMessage(), last);
    }
    if (last.contains("Unsupported or unrecognized SSL message")
        || last.contains("Not an SSL/TLS record")) {
      return "it does not speak TLS";
    }
    int alert = last.indexOf("fatal alert: ");
    return alert >= 0 ? "it refuses: " + last.substring(alert + 13) : last;
  }

  private static boolean isOfName(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.startsWith("No subject alternative")
        || message.startsWith("No name matching")
        || message.startsWith("Illegal given domain name")
        || message.contains("doesn't match");
  }
}
