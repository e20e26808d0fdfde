package dev.sluice.dataplane.auth.provider;

/**
 * A provider that is shown tokens which may be somebody else's: what is foreign to one of them may
 * be another's, whichever way it proves them.
 */
public interface BearerTokens extends Authenticator {
  /** RFC 6750, section 3. */
  @Override
  default String challenge(boolean refused) {
    return refused
        ? "Bearer realm=\"gateway\", error=\"invalid_token\""
        : "Bearer realm=\"gateway\"";
  }

  @Override
  default boolean isPeerOf(Authenticator other) {
    return other instanceof BearerTokens;
  }
}
