package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.Demand;
import dev.sluice.snapshot.RateLimit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What one counter is asked, as {@code limit.lua} reads it.
 *
 * @param extra with {@link What#TAKE}: what must be left; with {@link What#LEASE}: one part of so
 *     many of what is left is had at most; with {@link What#GIVE_BACK}: when it was taken, in
 *     microseconds of Redis
 */
record Ask(
    What what,
    CounterKey key,
    RateLimit.Algorithm algorithm,
    Amount amount,
    long cost,
    boolean binding,
    double extra) {
  /** In the order of the script. */
  enum What {
    /** As much if there is as much. */
    TAKE,
    /** As much whether there is or not. */
    CHARGE,
    /** As much at most. */
    LEASE,
    GIVE_BACK
  }

  /** Flags, what, and five numbers. */
  static final int BYTES = 2 + 5 * Double.BYTES;

  private static final byte BINDING = 1;
  private static final byte BUCKET = 2;
  private static final byte LAST = 4;
  private static final byte[] PREFIX = "sluice:limit:{".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int NIBBLES = 16;
  private static final int NAME = PREFIX.length + 2 * NIBBLES + 1;

  static Ask take(Demand demand) {
    return new Ask(
        What.TAKE,
        demand.key(),
        demand.algorithm(),
        demand.amount(),
        demand.cost(),
        demand.binding(),
        demand.needed());
  }

  /** Takes nothing, and hears what is left. */
  static Ask look(Demand demand) {
    return new Ask(
        What.TAKE, demand.key(), demand.algorithm(), demand.amount(), 0, demand.binding(), 0);
  }

  static Ask charge(Demand demand, long cost) {
    return new Ask(What.CHARGE, demand.key(), demand.algorithm(), demand.amount(), cost, false, 0);
  }

  static Ask lease(Demand demand, long cost, double parts) {
    return new Ask(
        What.LEASE, demand.key(), demand.algorithm(), demand.amount(), cost, false, parts);
  }

  /** Gives back what was taken at that time of Redis. */
  Ask back(long taken, double at) {
    return new Ask(What.GIVE_BACK, key, algorithm, amount, taken, false, at);
  }

  void write(ByteBuffer to, boolean last) {
    int flags =
        (binding ? BINDING : 0)
            | (algorithm == RateLimit.Algorithm.TOKEN_BUCKET ? BUCKET : 0)
            | (last ? LAST : 0);
    to.put((byte) flags).put((byte) what.ordinal());
    to.putDouble((double) cost).putDouble((double) amount.most());
    to.putDouble(amount.nanos() / 1_000.0).putDouble((double) amount.requests());
    to.putDouble(extra);
  }

  /** Where the counter is; the braces say what decides on the server. */
  static byte[] name(CounterKey key) {
    byte[] name = new byte[NAME];
    System.arraycopy(PREFIX, 0, name, 0, PREFIX.length);
    hex(key.high(), name, PREFIX.length);
    name[PREFIX.length + NIBBLES] = '}';
    hex(key.low(), name, PREFIX.length + NIBBLES + 1);
    return name;
  }

  private static void hex(long value, byte[] to, int from) {
    for (int i = 0; i < NIBBLES; i++) {
      to[from + i] = DIGITS[(int) (value >>> (60 - 4 * i)) & 15];
    }
  }
}
