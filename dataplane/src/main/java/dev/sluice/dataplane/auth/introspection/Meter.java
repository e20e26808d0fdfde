package dev.sluice.dataplane.auth.introspection;

import java.util.concurrent.atomic.LongAdder;

/** What one provider counts, for as long as the data plane has one of its name. */
final class Meter {
  final LongAdder active = new LongAdder();
  final LongAdder inactive = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder nanos = new LongAdder();
  final LongAdder hits = new LongAdder();
  final LongAdder shared = new LongAdder();
  final LongAdder turnedAway = new LongAdder();
  volatile String lastFailure = "";
}
