package dev.sluice.dataplane.source;

import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.Held;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Position;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.SectionKind;
import dev.sluice.snapshot.SnapshotCodec;
import dev.sluice.snapshot.SnapshotException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a data plane has: the snapshot in force, where its backends are, and how new both are.
 *
 * @param endpoints of the snapshot's backends only
 */
record HeldState(
    EncodedSnapshot snapshot, SortedMap<ObjectKey, EndpointSet> endpoints, Position position) {

  /**
   * @throws SnapshotException if the bytes are not what the message says they are
   */
  static HeldState of(PushMessage.FullSnapshot full) {
    return of(
        SnapshotCodec.assemble(full.version(), full.sections()),
        Map.of(),
        full.endpoints(),
        full.position());
  }

  /**
   * @throws SnapshotException if the delta does not start from this state
   */
  HeldState with(PushMessage.Delta message) {
    return of(snapshot.apply(message.delta()), endpoints, message.endpoints(), message.position());
  }

  HeldState with(PushMessage.Endpoints message) {
    return of(snapshot, endpoints, message.changed(), message.position());
  }

  PushMessage.FullSnapshot asMessage() {
    return new PushMessage.FullSnapshot(
        position, snapshot.version(), snapshot.sections(), List.copyOf(endpoints.values()));
  }

  /** Of its snapshot what tells which credentials there are. */
  EncodedSnapshot credentials() {
    return SnapshotCodec.seal(
        snapshot.sections().stream().filter(section -> section.key().kind().ofClients()).toList());
  }

  Held asHeld() {
    return new Held.Configuration(snapshot.version(), position);
  }

  private static HeldState of(
      EncodedSnapshot snapshot,
      Map<ObjectKey, EndpointSet> before,
      Collection<EndpointSet> changed,
      Position position) {
    SortedMap<ObjectKey, EndpointSet> endpoints = new TreeMap<>(before);
    changed.forEach(set -> endpoints.put(set.backend(), set));
    endpoints
        .keySet()
        .retainAll(
            snapshot.sections().stream()
                .map(EncodedSection::key)
                .filter(key -> key.kind() == SectionKind.BACKEND)
                .map(key -> key.object())
                .toList());
    return new HeldState(snapshot, Collections.unmodifiableSortedMap(endpoints), position);
  }
}
