package dev.sluice.snapshot;

import java.util.List;
import java.util.stream.Collectors;

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
   * @param origin who says so
   */
  public record AddressList(List<String> allow, List<String> deny, PolicyOrigin origin) {
    public AddressList {
      allow = allow.stream().sorted().distinct().toList();
      deny = deny.stream().sorted().distinct().toList();
    }

    @Override
    public String toString() {
      return (allow.isEmpty() ? "all" : String.join(" ", allow))
          + (deny.isEmpty() ? "" : " without " + String.join(" ", deny));
    }
  }

  @Override
  public String toString() {
    return lists.isEmpty()
        ? "all"
        : lists.stream().map(AddressList::toString).collect(Collectors.joining(", and "));
  }
}
