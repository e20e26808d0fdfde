package dev.sluice.dataplane.dns;

import dev.sluice.matching.IpAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/** What one response says of a name: records that do not belong to its chain are left aside. */
sealed interface AnswerSection {
  /** RFC 2308 section 5 lets a missing name be remembered; without a word of the zone, so long. */
  long NEGATIVE_SECONDS = 5;

  /** The end of the chain. */
  record Complete(NameAnswer answer) implements AnswerSection {}

  /** The server stopped at an alias: it has to be asked for that name. */
  record Onward(Name next, int aliases, long ttlSeconds) implements AnswerSection {}

  /**
   * @param aliases followed so far
   * @param ttlSeconds the least so far
   */
  static AnswerSection read(
      Message response,
      Name asked,
      int type,
      Function<String, Optional<String>> whyNot,
      int aliases,
      long ttlSeconds) {
    Name name = asked;
    long ttl = ttlSeconds;
    int count = aliases;
    List<Record> records = response.getSection(Section.ANSWER);
    // No chain is longer than the answer, so a circle ends too.
    for (int i = 0; i <= records.size(); i++) {
      List<IpAddress> addresses = new ArrayList<>();
      CNAMERecord alias = null;
      for (Record record : records) {
        if (record.getName().equals(name)) {
          if (record.getType() == type) {
            addresses.add(address(record));
            ttl = Math.min(ttl, record.getTTL());
          } else if (record instanceof CNAMERecord found) {
            alias = found;
          }
        }
      }
      if (!addresses.isEmpty()) {
        return new Complete(new NameAnswer.Found(addresses, Duration.ofSeconds(ttl)));
      }
      if (alias == null) {
        break;
      }
      name = alias.getTarget();
      ttl = Math.min(ttl, alias.getTTL());
      count++;
      String text = name.toString(true).toLowerCase(Locale.ROOT);
      Optional<String> why = whyNot.apply(text);
      if (why.isPresent()) {
        return new Complete(new NameAnswer.Forbidden("leads to " + text + ", which " + why.get()));
      }
    }
    Long negative = negativeTtl(response);
    if (response.getRcode() == Rcode.NXDOMAIN || name.equals(asked) || negative != null) {
      String why = response.getRcode() == Rcode.NXDOMAIN ? "no such name" : "no address";
      return new Complete(
          new NameAnswer.None(
              why, Duration.ofSeconds(negative == null ? NEGATIVE_SECONDS : negative)));
    }
    return new Onward(name, count, ttl);
  }

  private static IpAddress address(Record record) {
    InetAddress address =
        record instanceof AAAARecord v6 ? v6.getAddress() : ((ARecord) record).getAddress();
    return IpAddress.parse(address.getHostAddress()).orElseThrow();
  }

  /** RFC 2308: what the zone says of the absence. */
  private static @Nullable Long negativeTtl(Message response) {
    for (Record record : response.getSection(Section.AUTHORITY)) {
      if (record instanceof SOARecord zone) {
        return Math.min(zone.getTTL(), zone.getMinimum());
      }
    }
    return null;
  }
}
