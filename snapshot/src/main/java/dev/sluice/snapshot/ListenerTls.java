package dev.sluice.snapshot;

import java.util.List;

/** Whether a listener speaks TLS. */
public sealed interface ListenerTls {
  ListenerTls OFF = new Off();

  /** Plain text. */
  record Off() implements ListenerTls {}

  /**
   * @param certificates {@link SecretSection.Certificate}s, chosen by SNI; the first is the default
   * @param minVersion the lowest version that is accepted
   * @param clients whether clients show certificates
   */
  record On(List<ObjectKey> certificates, TlsVersion minVersion, ClientCertificates clients)
      implements ListenerTls {
    public On {
      certificates = List.copyOf(certificates);
    }
  }

  /** Versions that can be the lowest. */
  enum TlsVersion {
    TLS_1_2,
    TLS_1_3
  }

  /** Whether clients show certificates. */
  sealed interface ClientCertificates {
    ClientCertificates NONE = new NotAsked();

    /** They are not asked. */
    record NotAsked() implements ClientCertificates {}

    /**
     * @param required without a good one there is no connection; otherwise one may be missing, but
     *     a bad one is refused
     * @param caBundles {@link SecretSection.CaBundle}s of which one must have signed it
     */
    record Asked(boolean required, List<ObjectKey> caBundles) implements ClientCertificates {
      public Asked {
        caBundles = List.copyOf(caBundles);
      }
    }
  }
}
