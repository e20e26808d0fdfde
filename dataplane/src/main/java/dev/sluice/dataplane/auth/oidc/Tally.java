package dev.sluice.dataplane.auth.oidc;

import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of people at one provider. */
final class Tally {
  final LongAdder loginsBegun = new LongAdder();
  final LongAdder loginsDone = new LongAdder();
  final LongAdder loginsFailed = new LongAdder();
  final LongAdder refreshesDone = new LongAdder();
  final LongAdder refreshesFailed = new LongAdder();
  final LongAdder refreshesEnded = new LongAdder();
  final LongAdder logouts = new LongAdder();

  OidcView.Counts counts() {
    return new OidcView.Counts(
        loginsBegun.sum(),
        loginsDone.sum(),
        loginsFailed.sum(),
        refreshesDone.sum(),
        refreshesFailed.sum(),
        refreshesEnded.sum(),
        logouts.sum());
  }
}
