package dev.sluice.dataplane.auth.jwt.keys;

import dev.sluice.snapshot.SecretSection;
import java.util.List;

/**
 * Where an issuer publishes its keys.
 *
 * @param issuer as its tokens name it: keys of one are none of another
 * @param authorities empty: those of the platform
 */
public record KeyPlace(String issuer, String url, List<SecretSection.CaBundle> authorities) {
  public KeyPlace {
    authorities = List.copyOf(authorities);
  }
}
