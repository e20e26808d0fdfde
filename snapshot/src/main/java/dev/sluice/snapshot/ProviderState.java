package dev.sluice.snapshot;

/**
 * How one data plane does with the keys that it fetches of an issuer.
 *
 * @param provider its name
 * @param problem for people, one sentence, without figures that change all the time; empty while
 *     all is well
 */
public record ProviderState(String provider, Keys keys, String problem) {
  /** From good to bad. */
  public enum Keys {
    FRESH,
    /** Those at hand serve, for a time. */
    STALE,
    /** There are none: requests are told to come back. */
    MISSING
  }
}
