package dev.sluice.dataplane.auth.jwt.keys;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Where keys that were fetched are kept for the next start of this data plane, so that tokens are
 * verified while their issuer is away. Public keys only: a set with anything else was refused.
 */
public interface KeptKeys {
  /** Of a process that starts without any. */
  KeptKeys NONE =
      new KeptKeys() {
        @Override
        public Optional<Kept> load(String provider, KeyPlace place) {
          return Optional.empty();
        }

        @Override
        public void save(String provider, KeyPlace place, String set) {}

        @Override
        public void keepOnly(Set<String> providers) {}
      };

  /**
   * @param set a JWK Set
   * @param age since it was fetched
   */
  record Kept(String set, Duration age) {}

  /** What was fetched for this provider at this very place; that of another place is none. */
  Optional<Kept> load(String provider, KeyPlace place);

  /** Blocks while it writes. */
  void save(String provider, KeyPlace place, String set);

  /** Forgets those of other providers; may block. */
  void keepOnly(Set<String> providers);
}
