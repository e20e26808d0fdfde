package dev.sluice.matching;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address, read strictly: no short forms ({@code 127.1}), no numbers ({@code
 * 2130706433}), no leading zeros, no zones. An IPv4-mapped IPv6 address <em>is</em> the IPv4
 * address, so that nothing hides behind {@code ::ffff:127.0.0.1}.
 */
public final class IpAddress {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] octets;

  private IpAddress(byte[] octets) {
    this.octets = octets;
  }

  public static Optional<IpAddress> parse(String text) {
    return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
  }

  private static Optional<IpAddress> parseV4(String text) {
    byte[] octets = new byte[4];
    int index = 0;
    int value = -1;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '.' : text.charAt(i);
      if (c == '.') {
        if (value < 0 || index == 4) {
          return Optional.empty();
        }
        octets[index++] = (byte) value;
        value = -1;
      } else if (c >= '0' && c <= '9' && value != 0) {
        value = Math.max(value, 0) * 10 + (c - '0');
        if (value > 255) {
          return Optional.empty();
        }
      } else {
        return Optional.empty();
      }
    }
    return index == 4 ? Optional.of(new IpAddress(octets)) : Optional.empty();
  }

  private static Optional<IpAddress> parseV6(String text) {
    if (text.length() > 45 || !text.chars().allMatch(IpAddress::mayStandInV6)) {
      return Optional.empty();
    }
    int dotted = text.indexOf('.');
    if (dotted >= 0 && parseV4(text.substring(text.lastIndexOf(':') + 1)).isEmpty()) {
      return Optional.empty();
    }
    try {
      // A literal is never looked up; mapped addresses come back with four octets.
      return Optional.of(new IpAddress(InetAddress.ofLiteral(text).getAddress()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean mayStandInV6(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'f')
        || (c >= 'A' && c <= 'F')
        || c == ':'
        || c == '.';
  }

  public boolean isV4() {
    return octets.length == 4;
  }

  public int bits() {
    return octets.length * 8;
  }

  /** An octet as an unsigned number. */
  int octet(int index) {
    return octets[index] & 0xFF;
  }

  /** The IPv4 address that four octets of this IPv6 address are, as in NAT64 and 6to4. */
  public IpAddress v4At(int octet) {
    return new IpAddress(Arrays.copyOfRange(octets, octet, octet + 4));
  }

  /** Eight octets of an IPv6 address as one number, of which the first bit is no sign. */
  long half(int index) {
    return (long) LONGS.get(octets, 8 * index);
  }

  /** As they are, not to be changed. */
  byte[] octets() {
    return octets;
  }

  /** This address with all but the first bits set to one. */
  IpAddress filled(int prefix) {
    byte[] filled = octets.clone();
    for (int i = 0; i < filled.length; i++) {
      int keep = Math.clamp(prefix - i * 8L, 0, 8);
      filled[i] |= (byte) (0xFF >> keep);
    }
    return new IpAddress(filled);
  }

  /** This address with all but the first bits set to zero. */
  public IpAddress masked(int prefix) {
    byte[] masked = octets.clone();
    for (int i = 0; i < masked.length; i++) {
      int keep = Math.clamp(prefix - i * 8L, 0, 8);
      masked[i] &= (byte) (0xFF00 >> keep);
    }
    return new IpAddress(masked);
  }

  /**
   * Writes the network of that many bits around this address: 4 or 16 octets.
   *
   * @return how many
   */
  public int copyNetwork(int prefix, byte[] to, int at) {
    for (int i = 0; i < octets.length; i++) {
      int keep = Math.clamp(prefix - i * 8L, 0, 8);
      to[at + i] = (byte) (octets[i] & 0xFF00 >> keep);
    }
    return octets.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IpAddress that && Arrays.equals(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  /** Canonical text: dotted decimal, or RFC 5952. */
  @Override
  public String toString() {
    if (isV4()) {
      return octet(0) + "." + octet(1) + "." + octet(2) + "." + octet(3);
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = octet(2 * i) << 8 | octet(2 * i + 1);
    }
    int zerosAt = longestZeros(groups);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == zerosAt) {
        text.append("::");
        while (i + 1 < 8 && groups[i + 1] == 0) {
          i++;
        }
      } else {
        boolean joined = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(joined ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** Where the first longest run of two or more zero groups begins, or -1. */
  private static int longestZeros(int[] groups) {
    int best = -1;
    int bestLength = 1;
    int start = 0;
    while (start < 8) {
      int end = start;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - start > bestLength) {
        best = start;
        bestLength = end - start;
      }
      start = end + 1;
    }
    return best;
  }
}
