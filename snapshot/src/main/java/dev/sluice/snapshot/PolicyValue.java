package dev.sluice.snapshot;

import java.util.List;

/**
 * One value of a layer of policies, as its resource says it.
 *
 * @param policy which, such as {@code timeouts.request}
 * @param written one text, or those of a list
 */
public record PolicyValue(String policy, List<String> written) {
  public PolicyValue {
    written = List.copyOf(written);
  }
}
