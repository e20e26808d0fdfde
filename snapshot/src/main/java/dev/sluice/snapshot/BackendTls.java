package dev.sluice.snapshot;

import java.util.List;

/** Whether a backend is spoken with over TLS. If so, its certificate is always verified. */
public sealed interface BackendTls extends BackendPart {
  BackendTls OFF = new Off();

  BackendTls UNUSABLE = new Unusable();

  /** Plain text. */
  record Off() implements BackendTls {}

  /**
   * It is wanted, and what it needs was never there: nobody connects, which is better than a
   * connection that anybody could read.
   */
  record Unusable() implements BackendTls {}

  /**
   * @param hostname that the backend's certificate must be for; also sent as SNI (RFC 6066), unless
   *     it is an address
   * @param caBundles {@link SecretSection.CaBundle}s of which one must have signed it; empty: the
   *     platform's authorities
   * @param clientCertificates the {@link SecretSection.Certificate} to show when the backend asks;
   *     none or one
   */
  record On(String hostname, List<ObjectKey> caBundles, List<ObjectKey> clientCertificates)
      implements BackendTls {
    public On {
      caBundles = List.copyOf(caBundles);
      clientCertificates = List.copyOf(clientCertificates);
    }
  }
}
