package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.BackendReason;
import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Reason;
import dev.sluice.compiler.secret.SecretFault;

/** How a kind of resource names what is wrong with its references to Secrets. */
record SecretReasons(
    Reason notFound, Reason invalidSecret, Reason invalidCertificate, Reason notPermitted) {
  static final SecretReasons OF_BACKEND =
      new SecretReasons(
          BackendReason.SECRET_NOT_FOUND,
          BackendReason.INVALID_SECRET,
          BackendReason.INVALID_CERTIFICATE,
          BackendReason.REF_NOT_PERMITTED);

  static final SecretReasons OF_DATA_PLANE =
      new SecretReasons(
          DataPlaneReason.SECRET_NOT_FOUND,
          DataPlaneReason.INVALID_SECRET,
          DataPlaneReason.INVALID_CERTIFICATE,
          DataPlaneReason.REF_NOT_PERMITTED);

  Reason of(SecretFault.Kind fault) {
    return switch (fault) {
      case NOT_FOUND -> notFound;
      case INVALID_SECRET, NO_ENTRY -> invalidSecret;
      case INVALID_CERTIFICATE -> invalidCertificate;
    };
  }
}
