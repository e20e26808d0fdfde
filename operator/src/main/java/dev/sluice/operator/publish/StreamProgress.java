package dev.sluice.operator.publish;

import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Held;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.Position;
import dev.sluice.snapshot.PushProtocol;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import dev.sluice.snapshot.SnapshotCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where one data-plane process stands on its stream and what it needs next. Knows no socket and no
 * clock but the one that it is handed; used by one thread.
 *
 * <p>One message with a snapshot or delta is in flight until its Ack or Nack. A section that was
 * refused is left out from then on: the form of it that was in force stays, until it changes again.
 */
final class StreamProgress {
  private static final long FIRST_RETRY_NANOS = 1_000_000_000L;
  private static final long LONGEST_RETRY_NANOS = 60_000_000_000L;

  private final PushProtocol protocol;
  private final Feed feed;

  private boolean subscribed;
  private Position floor = Position.START;
  private @Nullable EncodedSnapshot base;
  private @Nullable Publication endpointsBase;
  private @Nullable Publication inFlight;
  private final Map<SectionKey, Refused> refused = new TreeMap<>();
  private int failures;
  private long retryAt;

  StreamProgress(PushProtocol protocol, Feed feed) {
    this.protocol = protocol;
    this.feed = feed;
  }

  /**
   * What to write.
   *
   * @param awaitsAnswer nothing else goes out before the Ack or Nack
   */
  record Outgoing(byte[] message, boolean awaitsAnswer) {}

  private record Refused(String hash, String reason) {}

  void subscribe(Held held) {
    subscribed = true;
    inFlight = null;
    endpointsBase = null;
    switch (held) {
      case Held.Nothing nothing -> {
        base = null;
        floor = Position.START;
      }
      case Held.Configuration configuration -> {
        base = feed.find(configuration.version()).orElse(null);
        floor = configuration.position();
      }
    }
  }

  void unsubscribe() {
    subscribed = false;
    inFlight = null;
  }

  boolean awaitsAnswer() {
    return inFlight != null;
  }

  /** Whether this replica has seen too little to supply the data plane. */
  boolean behind() {
    Publication latest = feed.latest();
    return subscribed && latest != null && !latest.position().mayReplace(floor);
  }

  /** What the data plane has that this replica has not reached. */
  Position floor() {
    return floor;
  }

  Optional<Outgoing> next(long now) {
    Publication latest = feed.latest();
    if (!subscribed
        || inFlight != null
        || latest == null
        || behind()
        || (failures > 0 && now - retryAt < 0)) {
      return Optional.empty();
    }
    Publication wanted = usable(latest);
    if (wanted == null) {
      return Optional.empty();
    }
    if (base != null && base.version().equals(wanted.snapshot().version())) {
      return endpointsOnly(base, wanted);
    }
    byte[] message =
        base != null && protocol.knowsDeltas()
            ? wanted.deltaFrom(base, endpointsBase)
            : wanted.full();
    feed.remember(wanted.snapshot());
    inFlight = wanted;
    return Optional.of(new Outgoing(message, true));
  }

  private Optional<Outgoing> endpointsOnly(EncodedSnapshot held, Publication wanted) {
    if (endpointsBase != null && endpointsBase.endpoints().equals(wanted.endpoints())) {
      endpointsBase = wanted;
      return Optional.empty();
    }
    byte[] message = wanted.endpointsFrom(endpointsBase);
    endpointsBase = wanted;
    floor = wanted.position();
    base = held;
    return Optional.of(new Outgoing(message, false));
  }

  /** Returns whether something was in flight, so that the time that it took can be told. */
  boolean acknowledged(PlaneMessage.Ack ack) {
    Publication sent = inFlight;
    if (sent == null || !sent.snapshot().version().equals(ack.version())) {
      return false;
    }
    inFlight = null;
    base = sent.snapshot();
    endpointsBase = sent;
    floor = sent.position();
    failures = 0;
    return true;
  }

  /**
   * The message in flight was not taken. If sections are at fault, the rest is sent again without
   * them; if the message as a whole is, everything is sent, later and later.
   */
  void refused(PlaneMessage.Nack nack, long now) {
    Publication sent = inFlight;
    if (sent == null || !sent.snapshot().version().equals(nack.version())) {
      return;
    }
    inFlight = null;
    boolean learned = false;
    Map<SectionKey, String> hashes = new HashMap<>();
    sent.snapshot().sections().forEach(section -> hashes.put(section.key(), section.hash()));
    for (Refusal refusal : nack.refusals()) {
      String hash = hashes.get(refusal.section());
      if (hash != null) {
        refused.put(refusal.section(), new Refused(hash, refusal.reason()));
        learned = true;
      }
    }
    if (!learned) {
      base = null;
      endpointsBase = null;
      long pause = Math.min(FIRST_RETRY_NANOS << Math.min(failures, 10), LONGEST_RETRY_NANOS);
      // The first time at once: most often a delta did not fit, and the whole will.
      retryAt = failures == 0 ? now : now + pause;
      failures++;
    }
  }

  /**
   * When {@link #next} may have something again without any event, {@code Long.MAX_VALUE}: never.
   */
  long nanosToRetry(long now) {
    return failures > 0 && subscribed && inFlight == null
        ? Math.max(0, retryAt - now)
        : Long.MAX_VALUE;
  }

  /** What this process refuses of the configuration that it should have now. */
  List<Refusal> refusals() {
    Publication latest = feed.latest();
    if (latest == null || refused.isEmpty()) {
      return List.of();
    }
    forgetMended(latest.snapshot());
    return refused.entrySet().stream()
        .map(entry -> new Refusal(entry.getKey(), entry.getValue().reason()))
        .toList();
  }

  private @Nullable Publication usable(Publication latest) {
    if (refused.isEmpty()) {
      return latest;
    }
    forgetMended(latest.snapshot());
    if (refused.isEmpty()) {
      return latest;
    }
    Map<SectionKey, EncodedSection> inForce = new HashMap<>();
    if (base != null) {
      base.sections().forEach(section -> inForce.put(section.key(), section));
    }
    List<EncodedSection> sections = new ArrayList<>();
    boolean gateway = false;
    for (EncodedSection section : latest.snapshot().sections()) {
      EncodedSection chosen =
          refused.containsKey(section.key()) ? inForce.get(section.key()) : section;
      if (chosen != null) {
        sections.add(chosen);
        gateway |= chosen.key().kind() == SectionKind.GATEWAY;
      }
    }
    return gateway ? latest.with(SnapshotCodec.seal(sections)) : null;
  }

  /** A section that changed or went is no longer refused: its new form has not been tried. */
  private void forgetMended(EncodedSnapshot snapshot) {
    Map<SectionKey, String> hashes = new HashMap<>();
    snapshot.sections().forEach(section -> hashes.put(section.key(), section.hash()));
    refused
        .entrySet()
        .removeIf(entry -> !entry.getValue().hash().equals(hashes.get(entry.getKey())));
  }
}
