package dev.sluice.operator.publish;

import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Position;
import dev.sluice.snapshot.PushCodec;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one data plane should serve: a snapshot, where its backends are, and how much of the
 * cluster's history that contains. Messages are encoded on first need and shared by all streams
 * that need the same one.
 */
public final class Publication {
  private final EncodedSnapshot snapshot;
  private final SortedMap<ObjectKey, EndpointSet> endpoints;
  private final Position position;
  private final Map<Object, byte[]> encoded = new ConcurrentHashMap<>();

  /** Stands for this publication in keys of others, which must not keep it alive. */
  private final Object identity = new Object();

  public Publication(
      EncodedSnapshot snapshot, Map<ObjectKey, EndpointSet> endpoints, Position position) {
    this.snapshot = snapshot;
    this.endpoints = Collections.unmodifiableSortedMap(new TreeMap<>(endpoints));
    this.position = position;
  }

  public EncodedSnapshot snapshot() {
    return snapshot;
  }

  public Map<ObjectKey, EndpointSet> endpoints() {
    return endpoints;
  }

  public Position position() {
    return position;
  }

  /** The same with backends elsewhere; empty when none of them is served here or none moved. */
  public Optional<Publication> withEndpoints(List<EndpointSet> changed, Position at) {
    Map<ObjectKey, EndpointSet> moved = new TreeMap<>(endpoints);
    changed.forEach(set -> moved.computeIfPresent(set.backend(), (backend, before) -> set));
    return moved.equals(endpoints)
        ? Optional.empty()
        : Optional.of(new Publication(snapshot, moved, at));
  }

  boolean sameContent(Publication other) {
    return snapshot.version().equals(other.snapshot.version()) && endpoints.equals(other.endpoints);
  }

  /** The same without some sections; endpoints of backends that are left out go too. */
  Publication with(EncodedSnapshot changed) {
    Map<ObjectKey, EndpointSet> kept = new TreeMap<>();
    for (var section : changed.sections()) {
      SectionKey key = section.key();
      EndpointSet set = key.kind() == SectionKind.BACKEND ? endpoints.get(key.object()) : null;
      if (set != null) {
        kept.put(key.object(), set);
      }
    }
    return new Publication(changed, kept, position);
  }

  /** As a message that says it all, to whoever has nothing. */
  public byte[] full() {
    return once(
        "full",
        () ->
            new PushMessage.FullSnapshot(
                position,
                snapshot.version(),
                snapshot.sections(),
                List.copyOf(endpoints.values())));
  }

  /**
   * @param endpointsOf a publication whose endpoints the data plane has, null when unknown
   */
  byte[] deltaFrom(EncodedSnapshot from, @Nullable Publication endpointsOf) {
    return once(
        DeltaKey.of(from.version(), endpointsOf),
        () ->
            new PushMessage.Delta(
                position, snapshot.deltaFrom(from), endpointsChangedSince(endpointsOf)));
  }

  byte[] endpointsFrom(@Nullable Publication endpointsOf) {
    return once(
        DeltaKey.of("endpoints", endpointsOf),
        () -> new PushMessage.Endpoints(position, endpointsChangedSince(endpointsOf)));
  }

  private List<EndpointSet> endpointsChangedSince(@Nullable Publication base) {
    return endpoints.values().stream()
        .filter(set -> base == null || !set.equals(base.endpoints.get(set.backend())))
        .toList();
  }

  private byte[] once(Object key, Supplier<PushMessage> message) {
    return encoded.computeIfAbsent(key, absent -> PushCodec.encode(message.get()));
  }

  /** Streams that followed along share one base, and so one encoding. */
  private record DeltaKey(String from, @Nullable Object endpointsOf) {
    static DeltaKey of(String from, @Nullable Publication endpointsOf) {
      return new DeltaKey(from, endpointsOf == null ? null : endpointsOf.identity);
    }
  }
}
