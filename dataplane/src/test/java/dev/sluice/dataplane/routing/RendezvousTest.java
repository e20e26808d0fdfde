package dev.sluice.dataplane.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.snapshot.ObjectKey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** No randomness in it: the identities are the same in every run. */
final class RendezvousTest {
  private static final int USERS = 50_000;

  private static Variant variant(String name, int weight) {
    return new Variant(new ObjectKey("shop", name), weight, true, exchange -> {});
  }

  private static int[] choices(Variant... variants) {
    Rendezvous rendezvous = new Rendezvous(List.of(variants));
    return IntStream.range(0, USERS).map(user -> rendezvous.choose("user-" + user)).toArray();
  }

  private static double share(int[] choices, int variant) {
    return IntStream.of(choices).filter(choice -> choice == variant).count() / (double) USERS;
  }

  private static double moved(int[] before, int[] after) {
    return IntStream.range(0, USERS).filter(i -> before[i] != after[i]).count() / (double) USERS;
  }

  @Test
  void everyVariantGetsItsShareOfTheUsers() {
    int[] two = choices(variant("orders", 90), variant("orders-v2", 10));
    assertThat(share(two, 0)).isCloseTo(0.9, within(0.01));
    int[] three = choices(variant("a", 1), variant("b", 2), variant("c", 5));
    assertThat(share(three, 0)).isCloseTo(0.125, within(0.01));
    assertThat(share(three, 1)).isCloseTo(0.25, within(0.01));
    assertThat(share(three, 2)).isCloseTo(0.625, within(0.01));
  }

  @Test
  void fromNinetyToEightyOnlyTenInAHundredMoveAndNobodyMovesBack() {
    int[] before = choices(variant("orders", 90), variant("orders-v2", 10));
    int[] after = choices(variant("orders", 80), variant("orders-v2", 20));
    assertThat(moved(before, after)).isCloseTo(0.1, within(0.01));
    assertThat(IntStream.range(0, USERS).filter(i -> before[i] == 1 && after[i] == 0).count())
        .isZero();
  }

  @Test
  void onlyTheProportionCountsAndNotTheNumbers() {
    assertThat(choices(variant("a", 9), variant("b", 1)))
        .isEqualTo(choices(variant("a", 900), variant("b", 100)));
  }

  @Test
  void aVariantThatLeavesMovesItsOwnUsersOnly() {
    int[] before = choices(variant("a", 1), variant("b", 1), variant("c", 1));
    int[] after = choices(variant("a", 1), variant("b", 1));
    assertThat(IntStream.range(0, USERS).filter(i -> before[i] != 2))
        .allMatch(i -> before[i] == after[i]);
  }

  @Test
  void theOrderInTheResourceDoesNotCount() {
    int[] one = choices(variant("a", 3), variant("b", 7));
    int[] other = choices(variant("b", 7), variant("a", 3));
    assertThat(IntStream.range(0, USERS)).allMatch(i -> one[i] == 1 - other[i]);
  }
}
