package dev.sluice.dataplane.auth.jwt.keys;

import dev.sluice.snapshot.SecretSection;
import java.util.List;

/**
 * Where an issuer publishes its keys.
 *
 * @param authorities empty: those of the platform
 */
public record KeyPlace(String url, List<SecretSection.CaBundle> authorities) {
  public KeyPlace {
    authorities = List.copyOf(authorities);
  }
}
