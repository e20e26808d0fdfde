package dev.sluice.snapshot;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which clients may pass by their address.
 *
 * @param lists all must let the address pass; none: all addresses may. More than one where a data
 *     plane overrides what a route says: the route's holds as well
 */
public record AddressAccess(List<AddressList> lists) {
  public static final AddressAccess ALL = new AddressAccess(List.of());

  public AddressAccess {
    lists = List.copyOf(lists);
  }

  /**
   * Deny wins over allow.
   *
   * @param allow networks in CIDR notation; empty: all. Sorted
   * @param deny networks in CIDR notation. Sorted
   * @param allowFrom as {@code allow}, from feeds. One that the snapshot does not have lets nobody
   *     pass
   * @param denyFrom as {@code deny}, from feeds; likewise
   * @param origin who says so
   */
  public record AddressList(
      List<String> allow,
      List<String> deny,
      List<FeedUse> allowFrom,
      List<FeedUse> denyFrom,
      PolicyOrigin origin) {
    public AddressList {
      allow = allow.stream().sorted().distinct().toList();
      deny = deny.stream().sorted().distinct().toList();
      allowFrom = List.copyOf(allowFrom);
      denyFrom = List.copyOf(denyFrom);
    }

    /** Without feeds. */
    public AddressList(List<String> allow, List<String> deny, PolicyOrigin origin) {
      this(allow, deny, List.of(), List.of(), origin);
    }

    /** All feeds that it takes something of. */
    public List<FeedUse> feeds() {
      return Stream.concat(allowFrom.stream(), denyFrom.stream()).toList();
    }

    @Override
    public String toString() {
      String allowed = text(allow, allowFrom);
      String denied = text(deny, denyFrom);
      return (allowed.isEmpty() ? "all" : allowed) + (denied.isEmpty() ? "" : " without " + denied);
    }

    private static String text(List<String> networks, List<FeedUse> feeds) {
      return Stream.concat(networks.stream(), feeds.stream().map(FeedUse::toString))
          .collect(Collectors.joining(" "));
    }
  }

  @Override
  public String toString() {
    return lists.isEmpty()
        ? "all"
        : lists.stream().map(AddressList::toString).collect(Collectors.joining(", and "));
  }
}
