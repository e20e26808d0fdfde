package dev.sluice.dataplane.dns;

import dev.sluice.matching.IpAddress;
import java.time.Duration;
import java.util.List;

/** What became of one look-up. */
public sealed interface NameAnswer {
  /**
   * @param addresses one or more
   * @param ttl how long it is good for, as the shortest-lived record of the chain says
   */
  record Found(List<IpAddress> addresses, Duration ttl) implements NameAnswer {
    public Found {
      addresses = List.copyOf(addresses);
    }
  }

  /** The name has no address, for sure. */
  record None(String why, Duration ttl) implements NameAnswer {}

  /** The name leads to one that nobody may follow. */
  record Forbidden(String why) implements NameAnswer {}

  /** Nobody could be asked, or nobody knew: that says nothing of the name. */
  record Failed(String why) implements NameAnswer {}
}
