package dev.sluice.dataplane.source;

import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.EndpointSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** Takes whatever comes, or refuses it if told to. */
final class RecordingSink implements SnapshotSink {
  final List<String> applied = new CopyOnWriteArrayList<>();
  final List<String> refused = new CopyOnWriteArrayList<>();
  final List<EndpointSet> endpoints = new CopyOnWriteArrayList<>();
  final AtomicReference<Outcome> answer = new AtomicReference<>(new Outcome.Applied());

  @Override
  public Outcome apply(
      EncodedSnapshot snapshot, List<EndpointSet> sets, Optional<EncodedSnapshot> since) {
    since.ifPresent(each -> refused.add(each.version()));
    Outcome outcome = answer.get();
    if (outcome instanceof Outcome.Applied) {
      applied.add(snapshot.version());
      endpoints.addAll(sets);
    }
    return outcome;
  }

  @Override
  public void endpoints(List<EndpointSet> changed) {
    endpoints.addAll(changed);
  }
}
