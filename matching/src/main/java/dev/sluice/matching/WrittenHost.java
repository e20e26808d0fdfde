package dev.sluice.matching;

import dev.sluice.snapshot.HostPattern;
import java.net.IDN;
import org.jspecify.annotations.Nullable;

/**
 * A host name as a user writes it into a resource: exact, {@code *.example.com} or {@code *}.
 * International names become A-labels (RFC 5890), upper case lower case.
 */
public sealed interface WrittenHost {
  record Pattern(HostPattern pattern) implements WrittenHost {}

  /**
   * @param cause what is wrong and how to mend it, to be read after the name itself
   */
  record Invalid(String cause) implements WrittenHost {}

  static WrittenHost parse(String text) {
    if (text.equals("*")) {
      return new Pattern(new HostPattern.Any());
    }
    boolean wildcard = text.startsWith("*.");
    String name = wildcard ? text.substring(2) : text;
    if (name.indexOf('*') >= 0) {
      return new Invalid(
          "has * in another place than as the whole first label: write *.example.com");
    }
    if (name.indexOf("://") >= 0) {
      return new Invalid("is a URL: give the host name alone");
    }
    if (name.indexOf(':') >= 0) {
      return new Invalid("has a port or is an IPv6 address: give a DNS name without port");
    }
    String ascii = toAscii(name);
    if (ascii == null) {
      return new Invalid("is no international domain name: see RFC 5891 for what may stand in one");
    }
    if (ascii.endsWith(".")) {
      ascii = ascii.substring(0, ascii.length() - 1);
    }
    if (DnsName.looksLikeAddress(ascii) && !ascii.isEmpty()) {
      return new Invalid("is an IP address: give a DNS name, or leave hostnames out to match any");
    }
    HostName.Reason reason = DnsName.whyNot(ascii);
    if (reason != null) {
      return new Invalid(reason.text() + ": give a DNS name such as shop.example.com");
    }
    String host = DnsName.lowerCase(ascii);
    return new Pattern(wildcard ? new HostPattern.Wildcard(host) : new HostPattern.Exact(host));
  }

  private static @Nullable String toAscii(String name) {
    if (name.chars().allMatch(c -> c < 128)) {
      return name;
    }
    try {
      return IDN.toASCII(name, IDN.USE_STD3_ASCII_RULES);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
