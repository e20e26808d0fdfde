package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class NetworkTableTest {
  private static Cidr cidr(String text) {
    return Cidr.parse(text).orElseThrow();
  }

  private static IpAddress address(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  @Test
  void theLongestPrefixWins() {
    NetworkTable table =
        NetworkTable.of(
            Map.of(
                cidr("10.0.0.0/8"), 1,
                cidr("10.1.0.0/16"), 2,
                cidr("10.1.2.3/32"), 3,
                cidr("2001:db8::/32"), 4,
                cidr("2001:db8:1::/48"), 5));
    assertThat(table.find(address("10.9.9.9"))).isEqualTo(1);
    assertThat(table.find(address("10.1.9.9"))).isEqualTo(2);
    assertThat(table.find(address("10.1.2.3"))).isEqualTo(3);
    assertThat(table.find(address("11.0.0.0"))).isEqualTo(NetworkTable.NONE);
    assertThat(table.find(address("2001:db8:ffff::1"))).isEqualTo(4);
    assertThat(table.find(address("2001:db8:1::1"))).isEqualTo(5);
    assertThat(table.find(address("2001:db9::1"))).isEqualTo(NetworkTable.NONE);
  }

  @Test
  void everythingAndNothing() {
    NetworkTable all = NetworkTable.of(Map.of(cidr("0.0.0.0/0"), 7));
    assertThat(all.find(address("255.255.255.255"))).isEqualTo(7);
    assertThat(all.find(address("::1"))).as("the other family").isEqualTo(NetworkTable.NONE);
    assertThat(NetworkTable.of(Map.of()).find(address("10.0.0.1"))).isEqualTo(NetworkTable.NONE);
  }

  @Test
  void randomTablesAnswerAsAWalkThroughAllNetworksWould() {
    SplittableRandom random = new SplittableRandom(7);
    Map<Cidr, Integer> networks = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      networks.put(new Cidr(v4(random), random.nextInt(0, 33)), i);
    }
    NetworkTable table = NetworkTable.of(networks);
    for (int i = 0; i < 2_000; i++) {
      IpAddress address = v4(random);
      int expected =
          networks.entrySet().stream()
              .filter(entry -> entry.getKey().contains(address))
              .max((a, b) -> Integer.compare(a.getKey().prefix(), b.getKey().prefix()))
              .map(Map.Entry::getValue)
              .orElse(NetworkTable.NONE);
      assertThat(table.find(address)).as(address.toString()).isEqualTo(expected);
    }
  }

  private static IpAddress v4(SplittableRandom random) {
    return address(
        random.nextInt(256)
            + "."
            + random.nextInt(256)
            + "."
            + random.nextInt(256)
            + "."
            + random.nextInt(256));
  }
}
