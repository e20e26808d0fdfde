package dev.sluice.dataplane.auth.introspection;

import dev.sluice.snapshot.SecretSection;
import java.util.List;

/**
 * Where an issuer is asked.
 *
 * @param authorities that its certificate may be from; empty: those of the platform
 */
record IssuerPlace(String endpoint, List<SecretSection.CaBundle> authorities) {
  IssuerPlace {
    authorities = List.copyOf(authorities);
  }
}
