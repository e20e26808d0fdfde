package dev.sluice.dataplane.limit.key;

import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.CounterName;
import dev.sluice.matching.IpAddress;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What makes a counter this one and no other, in bytes: each part with its kind in front and its
 * length, so that no value can be written which reads like others. One for each thread, used again
 * and again: allocates nothing once it is large enough.
 */
public final class KeyBytes implements CounterName {
  private static final ThreadLocal<KeyBytes> OF_THREAD = ThreadLocal.withInitial(KeyBytes::new);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** For the last word of the hash, which reads beyond the end. */
  private static final int SLACK = 8;

  /** How many octets of a digest are a key. */
  static final int LENGTH = 16;

  private final long[] halves = new long[2];
  private final byte[] digested = new byte[32];
  private final MessageDigest sha256 = sha256();
  private byte[] bytes = new byte[512];
  private int length;

  private KeyBytes() {}

  /** Empty, of the thread that asks. Not to be kept, for the next one who asks empties it. */
  public static KeyBytes empty() {
    KeyBytes own = OF_THREAD.get();
    own.length = 0;
    return own;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A part without a value, or the kind of the one that follows. */
  public KeyBytes kind(int kind) {
    reserve(1);
    bytes[length++] = (byte) kind;
    return this;
  }

  public KeyBytes number(long number) {
    reserve(8);
    INTS.set(bytes, length, (int) (number >>> 32));
    INTS.set(bytes, length + 4, (int) number);
    length += 8;
    return this;
  }

  /** In UTF-16, which every text has, well-formed or not. */
  public KeyBytes text(String text) {
    int count = text.length();
    reserve(4 + 2 * count);
    INTS.set(bytes, length, count);
    length += 4;
    for (int i = 0; i < count; i++) {
      SHORTS.set(bytes, length, text.charAt(i));
      length += 2;
    }
    return this;
  }

  /** How many bits of which address count, and these. */
  public KeyBytes network(IpAddress address, int bits) {
    reserve(18);
    bytes[length++] = (byte) (address.isV4() ? 4 : 6);
    bytes[length++] = (byte) bits;
    length += address.copyNetwork(bits, bytes, length);
    return this;
  }

  KeyBytes octets(byte[] octets) {
    reserve(octets.length);
    System.arraycopy(octets, 0, bytes, length, octets.length);
    length += octets.length;
    return this;
  }

  private void reserve(int more) {
    if (length + more + SLACK > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more + SLACK));
    }
  }

  /** Of counters of this process: cheap, and keyed with what only it knows. */
  public void hash() {
    SipHash.own().hash(bytes, length, halves);
  }

  /** Of the hash that was made last. */
  @Override
  public long high() {
    return halves[1];
  }

  /** Likewise. */
  @Override
  public long low() {
    return halves[0];
  }

  /** Of counters that processes share, who all make the same of the same. */
  @Override
  public CounterKey shared() {
    sum();
    return new CounterKey((long) LONGS.get(digested, 0), (long) LONGS.get(digested, 8));
  }

  /** A fixed number of octets that stand for these. */
  byte[] digest() {
    sum();
    return Arrays.copyOf(digested, LENGTH);
  }

  private void sum() {
    sha256.update(bytes, 0, length);
    try {
      sha256.digest(digested, 0, digested.length);
    } catch (DigestException e) {
      throw new IllegalStateException("32 octets are a digest", e);
    }
  }

  /** Not what they are: a header of a client may be among them. */
  @Override
  public String toString() {
    return length + " octets";
  }
}
