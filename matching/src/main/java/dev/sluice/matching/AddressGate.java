package dev.sluice.matching;

import dev.sluice.snapshot.AddressAccess;
import dev.sluice.snapshot.AddressAccess.AddressList;
import dev.sluice.snapshot.FeedUse;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which clients may pass by their address, ready to be asked: immutable, safe for all threads. */
public final class AddressGate {
  private final List<Lists> all;

  /**
   * @param allow empty: all
   * @param source who says so, for the log
   */
  private record Lists(List<NetworkSet> allow, List<NetworkSet> deny, String source) {
    boolean pass(IpAddress client) {
      return !isIn(deny, client) && (allow.isEmpty() || isIn(allow, client));
    }

    private static boolean isIn(List<NetworkSet> sets, IpAddress client) {
      for (int i = 0; i < sets.size(); i++) {
        if (sets.get(i).contains(client)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String toString() {
      return source + ": allow " + (allow.isEmpty() ? "all" : allow) + ", deny " + deny;
    }
  }

  private AddressGate(List<Lists> all) {
    this.all = List.copyOf(all);
  }

  /**
   * @param feeds what a use of a feed stands for; empty if there is no such feed, and then nobody
   *     passes
   * @throws IllegalArgumentException if a text is no network; the compiler has seen to that
   */
  public static AddressGate of(
      AddressAccess access, Function<FeedUse, Optional<NetworkSet>> feeds) {
    return new AddressGate(access.lists().stream().map(list -> lists(list, feeds)).toList());
  }

  private static Lists lists(AddressList list, Function<FeedUse, Optional<NetworkSet>> feeds) {
    // Of a feed that is not there nobody knows whom it lets pass, or whom it does not.
    return new Lists(
        sets(list.allow(), list.allowFrom(), feeds, NetworkSet.NOTHING),
        sets(list.deny(), list.denyFrom(), feeds, NetworkSet.EVERYTHING),
        list.origin().kind() + " " + list.origin().object() + " " + list.origin().field());
  }

  private static List<NetworkSet> sets(
      List<String> written,
      List<FeedUse> uses,
      Function<FeedUse, Optional<NetworkSet>> feeds,
      NetworkSet otherwise) {
    return Stream.concat(
            written.isEmpty() ? Stream.of() : Stream.of(NetworkSet.of(written)),
            uses.stream().map(use -> feeds.apply(use).orElse(otherwise)))
        .toList();
  }

  /**
   * Who refuses, in words for the log; null if all let the client pass.
   *
   * @param client null if it is not known, and then nobody lets it pass
   */
  public @Nullable String refusal(@Nullable IpAddress client) {
    for (int i = 0; i < all.size(); i++) {
      Lists lists = all.get(i);
      if (client == null || !lists.pass(client)) {
        return lists.source();
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return all.stream().map(Lists::toString).collect(Collectors.joining("; "));
  }
}
