package dev.sluice.compiler.secret;

import dev.sluice.snapshot.SecretSection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The API keys of a data plane.
 *
 * @param sections one for each key that is good for anything, sorted
 * @param byProvider what is to be said of each provider
 */
public record ApiKeys(List<SecretSection.ApiKey> sections, Map<String, OfProvider> byProvider) {
  public ApiKeys {
    sections = List.copyOf(sections);
    byProvider = Map.copyOf(byProvider);
  }

  /**
   * @param selected how many Secrets carry its labels, whatever is in them
   * @param faults of those that are good for nothing, in the order of their names
   * @param unlisted why nobody knows which Secrets those are: words after "they"
   */
  public record OfProvider(int selected, List<SecretFault> faults, Optional<String> unlisted) {
    public OfProvider {
      faults = List.copyOf(faults);
    }
  }
}
