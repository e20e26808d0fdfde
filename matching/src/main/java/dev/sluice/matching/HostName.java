package dev.sluice.matching;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a client puts into {@code Host} or {@code :authority}: RFC 3986 section 3.2 without user
 * information, as narrow as real hosts need it.
 */
public sealed interface HostName {
  /**
   * @param name in lower case, without trailing dot; IPv6 addresses canonical and in brackets
   * @param port as the client named it, 1 to 65535
   */
  record Host(String name, OptionalInt port) implements HostName {}

  /** The request is to be answered with 400. */
  record Refused(Reason reason) implements HostName {}

  /** What is wrong with a host. */
  enum Reason {
    EMPTY("is empty"),
    TOO_LONG("is longer than 253 characters, or one of its labels longer than 63"),
    ILLEGAL_CHARACTER("contains a character that no host name has"),
    BAD_LABEL("has a label that is empty or starts or ends with a hyphen"),
    BAD_ADDRESS("looks like an IP address but is none"),
    BAD_PORT("has a port that is not a number from 1 to 65535");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** To be read after the words "the host". */
    public String text() {
      return text;
    }
  }

  /**
   * One trailing dot is dropped, upper case becomes lower case.
   *
   * @param header the field value, without white space around it
   */
  static HostName normalize(String header) {
    boolean bracketed = header.startsWith("[");
    int close = header.indexOf(']');
    if (bracketed && close < 0) {
      return new Refused(Reason.BAD_ADDRESS);
    }
    int colon = header.indexOf(':', bracketed ? close : 0);
    OptionalInt port = OptionalInt.empty();
    if (colon >= 0) {
      int number = port(header, colon + 1);
      if (number < 0) {
        return new Refused(Reason.BAD_PORT);
      }
      port = OptionalInt.of(number);
    }
    String name = colon < 0 ? header : header.substring(0, colon);
    if (bracketed) {
      return literal(name, port);
    }
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    Reason reason = DnsName.whyNot(name);
    return reason != null ? new Refused(reason) : new Host(DnsName.lowerCase(name), port);
  }

  private static HostName literal(String name, OptionalInt port) {
    if (!name.endsWith("]")) {
      return new Refused(Reason.BAD_ADDRESS);
    }
    String address = name.substring(1, name.length() - 1);
    if (address.indexOf(':') < 0) {
      return new Refused(Reason.BAD_ADDRESS);
    }
    @Nullable IpAddress parsed = IpAddress.parse(address).orElse(null);
    return parsed == null
        ? new Refused(Reason.BAD_ADDRESS)
        : new Host(parsed.isV4() ? parsed.toString() : "[" + parsed + "]", port);
  }

  private static int port(String header, int start) {
    int digits = header.length() - start;
    if (digits < 1 || digits > 5) {
      return -1;
    }
    int port = 0;
    for (int i = start; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      port = port * 10 + (c - '0');
    }
    return port >= 1 && port <= 65_535 ? port : -1;
  }
}
