package dev.sluice.dataplane.auth.mtls;

import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;

/**
 * What a provider thinks of the certificate of one connection, for as long as both are there.
 *
 * @param notAfter until then, in milliseconds since the epoch; later the certificate has expired
 */
record Verdict(Outcome outcome, long notAfter) {
  static final Outcome EXPIRED = new Outcome.Refused("the certificate has expired");

  static final Verdict ABSENT = new Verdict(Outcome.ABSENT, Long.MAX_VALUE);

  Outcome at(long now) {
    return now > notAfter ? EXPIRED : outcome;
  }
}
