package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.snapshot.AddressAccess;
import dev.sluice.snapshot.AddressAccess.AddressList;
import dev.sluice.snapshot.FeedUse;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PolicyOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NetworkSetTest {
  private static IpAddress address(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  private static IpAddress random(Random random) {
    if (random.nextBoolean()) {
      return address(
          "10.%d.%d.%d".formatted(random.nextInt(4), random.nextInt(256), random.nextInt(256)));
    }
    return address(
        "2001:db8:%x:%x::%x"
            .formatted(random.nextInt(4), random.nextInt(65_536), random.nextInt(65_536)));
  }

  @Test
  void itSaysWhatAskingEachNetworkSays() {
    Random random = new Random(9);
    for (int round = 0; round < 200; round++) {
      List<Cidr> cidrs = new ArrayList<>();
      for (int i = random.nextInt(20); i > 0; i--) {
        IpAddress address = random(random);
        cidrs.add(new Cidr(address, address.isV4() ? random.nextInt(33) : random.nextInt(129)));
      }
      NetworkSet set = NetworkSet.of(cidrs.stream().map(Cidr::toString).toList());
      for (int i = 0; i < 200; i++) {
        IpAddress asked = random(random);
        assertThat(set.contains(asked))
            .as("%s in %s", asked, cidrs)
            .isEqualTo(cidrs.stream().anyMatch(cidr -> cidr.contains(asked)));
      }
      for (Cidr cidr : cidrs) {
        assertThat(set.contains(cidr.network())).isTrue();
        assertThat(set.contains(cidr.last())).isTrue();
      }
    }
  }

  @Test
  void theEndsOfTheAddressSpaceAreInIt() {
    NetworkSet all = NetworkSet.of(List.of("0.0.0.0/0", "::/0"));
    for (String text : List.of("0.0.0.0", "255.255.255.255", "::", "ffff:ffff::ffff", "::1")) {
      assertThat(all.contains(address(text))).isTrue();
    }
    NetworkSet ends = NetworkSet.of(List.of("255.255.255.255", "0.0.0.0", "128.0.0.0/32"));
    assertThat(ends.contains(address("255.255.255.255"))).isTrue();
    assertThat(ends.contains(address("127.255.255.255"))).isFalse();
    assertThat(ends.contains(address("128.0.0.1"))).isFalse();
    assertThat(NetworkSet.of(List.of()).contains(address("10.0.0.1"))).isFalse();
  }

  @Test
  void bothHalvesOfAnAddressOfIpv6Count() {
    NetworkSet set =
        NetworkSet.of(
            List.of(
                "2001:db8::8000:0:0:0/65",
                "2001:db8::1/128",
                "fe80::/10",
                "8000::/16",
                "7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"));
    for (String in :
        List.of(
            "2001:db8::1",
            "2001:db8::8000:0:0:0",
            "2001:db8::ffff:ffff:ffff:ffff",
            "fe80::1",
            "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "8000:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")) {
      assertThat(set.contains(address(in))).as(in).isTrue();
    }
    for (String out :
        List.of(
            "2001:db8::",
            "2001:db8::2",
            "2001:db8::7fff:ffff:ffff:ffff",
            "2001:db8:0:1::",
            "fec0::",
            "8001::",
            "7fff:ffff:ffff:ffff:ffff:ffff:ffff:fffe",
            "::")) {
      assertThat(set.contains(address(out))).as(out).isFalse();
    }
  }

  @Test
  void aHundredThousandNetworksAreFewSteps() {
    List<String> cidrs = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      cidrs.add((i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255) + ".128/25");
    }
    NetworkSet set = NetworkSet.of(cidrs);
    assertThat(set.contains(address("0.0.5.128"))).isTrue();
    assertThat(set.contains(address("0.0.5.127"))).isFalse();
    assertThat(set.contains(address("1.134.159.255"))).isTrue();
    assertThat(set.contains(address("1.134.160.255"))).isFalse();
  }

  @Test
  void whatIsNoNetworkIsABug() {
    assertThatThrownBy(() -> NetworkSet.of(List.of("10.0.0.0/33")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aClientWithoutAnAddressPassesNoList() {
    PolicyOrigin origin =
        new PolicyOrigin("ipAccess", "GatewayRoute", new ObjectKey("ns", "r"), "spec.ipAccess");
    AddressGate gate =
        AddressGate.of(
            new AddressAccess(List.of(new AddressList(List.of(), List.of("192.0.2.0/24"), origin))),
            use -> Optional.empty());
    assertThat(gate.refusal(null)).isEqualTo("GatewayRoute ns/r spec.ipAccess");
    assertThat(gate.refusal(address("192.0.2.1"))).isEqualTo("GatewayRoute ns/r spec.ipAccess");
    assertThat(gate.refusal(address("192.0.3.1"))).isNull();
    assertThat(AddressGate.of(AddressAccess.ALL, use -> Optional.empty()).refusal(null)).isNull();
  }

  @Test
  void aFeedThatIsNotThereLetsNobodyPass() {
    PolicyOrigin origin =
        new PolicyOrigin("ipAccess", "GatewayRoute", new ObjectKey("ns", "r"), "spec.ipAccess");
    FeedUse gone = new FeedUse(new ObjectKey("ns", "map/key"), List.of());
    for (AddressList list :
        List.of(
            new AddressList(List.of(), List.of(), List.of(gone), List.of(), origin),
            new AddressList(List.of(), List.of(), List.of(), List.of(gone), origin),
            new AddressList(List.of("10.0.0.0/8"), List.of(), List.of(), List.of(gone), origin))) {
      AddressGate gate = AddressGate.of(new AddressAccess(List.of(list)), use -> Optional.empty());
      assertThat(gate.refusal(address("10.0.0.1"))).isNotNull();
      assertThat(gate.refusal(address("2001:db8::1"))).isNotNull();
    }
    AddressGate both =
        AddressGate.of(
            new AddressAccess(
                List.of(
                    new AddressList(
                        List.of("192.0.2.0/24"), List.of(), List.of(gone), List.of(), origin))),
            use -> Optional.of(NetworkSet.of(List.of("10.0.0.0/8"))));
    assertThat(both.refusal(address("10.0.0.1"))).isNull();
    assertThat(both.refusal(address("192.0.2.1"))).isNull();
    assertThat(both.refusal(address("192.0.3.1"))).isNotNull();
  }
}
