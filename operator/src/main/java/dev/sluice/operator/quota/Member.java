package dev.sluice.operator.quota;

import dev.sluice.snapshot.CounterDemand;
import dev.sluice.snapshot.PlaneMessage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One replica of a data plane, as far as shares are concerned. */
final class Member {
  private final Map<Counter, Line> lines = new HashMap<>();
  private boolean heard;
  private long heardAt;
  private long seenAt;
  private long lastNumber;
  private int replicas;

  /** What it has of counters of which nothing is said, as a part of 1. */
  private double room;

  private double sentRoom;

  /**
   * @param origin of the numbers of answers
   */
  Member(long origin) {
    this.lastNumber = origin;
  }

  /** It is connected, and may ask somebody else. */
  void seen(long now) {
    seenAt = now;
  }

  void heard(long term, PlaneMessage.Demands demands, long now) {
    heard = true;
    heardAt = now;
    seenAt = now;
    replicas = demands.replicas();
    double said = demands.joined() && replicas > 0 ? 1.0 / replicas : 0;
    boolean current = demands.heardTerm() == term && demands.heard() == lastNumber;
    room = current ? said : Math.max(said, Math.max(room, sentRoom));
    Set<Counter> silent = new HashSet<>(lines.keySet());
    if (current) {
      lines.values().forEach(Line::confirmed);
    }
    for (CounterDemand demand : demands.counters()) {
      Counter counter = new Counter(demand.high(), demand.low());
      lines.computeIfAbsent(counter, absent -> new Line()).heard(demand);
      silent.remove(counter);
    }
    silent.forEach(counter -> line(counter).silent());
  }

  private Line line(Counter counter) {
    return lines.computeIfAbsent(counter, absent -> new Line());
  }

  /** The number of the next answer. */
  long next(double newRoom) {
    sentRoom = newRoom;
    room = Math.max(room, newRoom);
    return ++lastNumber;
  }

  void sent(Counter counter, long part) {
    line(counter).sent(part);
  }

  void forget(Set<Counter> gone) {
    lines.keySet().removeAll(gone);
  }

  long seenAt() {
    return seenAt;
  }

  /** Whether it has asked here. */
  boolean isHeard() {
    return heard;
  }

  /** Whether it has asked here, and not for so long. */
  boolean isSilent(long now, long nanos) {
    return heard && now - heardAt > nanos;
  }

  /** Whether what it has is known from itself, of late. */
  boolean isFresh(long now, long nanos) {
    return heard && now - heardAt <= nanos;
  }

  /** How many it reckons with; 0: it does not know. */
  int replicas() {
    return replicas;
  }

  double room() {
    return room;
  }

  long wanted(Counter counter) {
    Line line = lines.get(counter);
    return line == null ? 0 : line.wanted();
  }

  /** What it was last told; negative: nothing. */
  long sent(Counter counter) {
    Line line = lines.get(counter);
    return line == null ? -1 : line.sent();
  }

  long holds(Counter counter, long equal) {
    Line line = lines.get(counter);
    return line == null ? equal : line.holds(equal);
  }
}
