package dev.sluice.dataplane.auth.jwt.keys;

import dev.sluice.snapshot.ProviderState;
import java.util.Optional;

/**
 * How the keys of a provider do.
 *
 * @param keys that are good for signatures
 * @param leftOut others of the set: for other purposes, weak, or not understood
 * @param ageSeconds since the set was fetched; 0 while there is none
 * @param lastFailure in words of our own; empty while all is well
 */
public record KeyFigures(
    String provider,
    State state,
    int keys,
    int leftOut,
    long ageSeconds,
    long fetched,
    long failed,
    String lastFailure) {
  /** What the operator is told; empty of keys that nobody fetches. */
  public Optional<ProviderState> told() {
    return switch (state) {
      case FIXED -> Optional.empty();
      case FRESH -> Optional.of(new ProviderState(provider, ProviderState.Keys.FRESH, ""));
      case STALE ->
          Optional.of(
              new ProviderState(
                  provider,
                  ProviderState.Keys.STALE,
                  "no new keys, older ones serve"
                      + (lastFailure.isEmpty() ? "" : ": " + lastFailure)));
      case MISSING ->
          Optional.of(
              new ProviderState(
                  provider,
                  ProviderState.Keys.MISSING,
                  "no keys" + (lastFailure.isEmpty() ? " yet" : ": " + lastFailure)));
    };
  }

  /** Of the set at hand. */
  public enum State {
    /** Written down, in the configuration or a Secret. */
    FIXED,
    FRESH,
    /** The last fetch failed, or none was made since the start; an older set serves. */
    STALE,
    /** There is none: requests are told to come back. */
    MISSING
  }
}
