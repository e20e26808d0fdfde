package dev.sluice.operator.quota;

import dev.sluice.snapshot.EqualShare;
import dev.sluice.snapshot.PlaneMessage;

/** One replica of a data plane, as far as shares are concerned. */
final class Member {
  private final int place;
  private EqualShare equal = EqualShare.ALL;
  private boolean heard;
  private long heardAt;
  private long seenAt;
  private long messages;
  private long lastNumber;
  private int replicas;

  /** What it has of counters of which nothing is said, as a part of 1. */
  private double room;

  private double sentRoom;

  /**
   * @param place of its lines in each counter; no other member has the same
   * @param origin of the numbers of answers
   */
  Member(int place, long origin, long now) {
    this.place = place;
    this.heardAt = now;
    this.lastNumber = origin;
  }

  int place() {
    return place;
  }

  /** Who joins or leaves changes it for all. */
  void equal(EqualShare now) {
    equal = now;
  }

  EqualShare equal() {
    return equal;
  }

  /** It is connected, and may ask somebody else. */
  void seen(long now) {
    seenAt = now;
  }

  /** Returns whether what was last sent to it is in force there. */
  boolean heard(long term, PlaneMessage.Demands demands, long now) {
    heard = true;
    heardAt = now;
    seenAt = now;
    messages++;
    replicas = demands.replicas();
    double said = demands.joined() && replicas > 0 ? 1.0 / replicas : 0;
    boolean current = demands.heardTerm() == term && demands.heard() == lastNumber;
    room = current ? said : Math.max(said, Math.max(room, sentRoom));
    return current;
  }

  /** Of it that were read. */
  long messages() {
    return messages;
  }

  /** The number of the next answer. */
  long next(double newRoom) {
    sentRoom = newRoom;
    room = Math.max(room, newRoom);
    return ++lastNumber;
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

  /** Whether it has not asked here for so long, or for so long since it was met. */
  boolean isLost(long now, long nanos) {
    return now - heardAt > nanos;
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
}
