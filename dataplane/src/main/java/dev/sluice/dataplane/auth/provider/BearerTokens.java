package dev.sluice.dataplane.auth.provider;

/**
 * A provider that is shown tokens which may be somebody else's: what is foreign to one of them may
 * be another's, whichever way it proves them.
 */
public interface BearerTokens extends Authenticator {
  @Override
  default boolean isPeerOf(Authenticator other) {
    return other instanceof BearerTokens;
  }
}
