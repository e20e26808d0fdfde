package dev.sluice.dataplane.auth.jwt;

import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;

/** What is wrong with a token, in words of our own. Attackers have it thrown by the million. */
final class BadToken extends Exception {
  private static final long serialVersionUID = 1L;

  static final BadToken SEVERAL = new BadToken("more than one token");
  static final BadToken TOO_LONG = new BadToken("the token is too long");
  static final BadToken MALFORMED = new BadToken("the token is malformed");
  static final BadToken ALGORITHM = new BadToken("the token's algorithm is not allowed");
  static final BadToken EXTENSION = new BadToken("the token asks for what is not supported");
  static final BadToken EMBEDDED_KEY = new BadToken("the token brings its own key");
  static final BadToken TYPE = new BadToken("the token is of another type");
  static final BadToken ISSUER = new BadToken("the token is of another issuer");
  static final BadToken AUDIENCE = new BadToken("the token is for another audience");
  static final BadToken CLAIM_FORM = new BadToken("a claim of the token is malformed");
  static final BadToken NO_EXPIRY = new BadToken("the token never expires");
  static final BadToken EXPIRED = new BadToken("the token has expired");
  static final BadToken TOO_EARLY = new BadToken("the token is not valid yet");
  static final BadToken CLAIM_MISSING = new BadToken("the token lacks a required claim");
  static final BadToken UNKNOWN_KEY = new BadToken("no known key could have signed the token");
  static final BadToken TOO_MANY_KEYS =
      new BadToken("the token names no key, and too many could have signed it");
  static final BadToken SIGNATURE = new BadToken("the token's signature is wrong");

  private final Outcome outcome;

  private BadToken(String reason) {
    super(reason, null, false, false);
    outcome = new Outcome.Refused(reason);
  }

  Outcome outcome() {
    return outcome;
  }
}
