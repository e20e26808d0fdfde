package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.DialRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRulesTest {
  private static final AddressRules CLUSTER = AddressRules.of(DialRules.CLUSTER);

  private static boolean good(AddressRules rules, String address, int port) {
    return rules.whyNot(IpAddress.parse(address).orElseThrow(), port).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "::1",
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "::ffff:127.0.0.1",
        "169.254.169.254",
        "169.254.0.1",
        "fe80::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "224.0.0.1",
        "239.1.1.1",
        "ff02::1",
        "255.255.255.255",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "::169.254.169.254",
        "::ffff:169.254.169.254"
      })
  void inAClusterNobodyDialsTheGatewayItselfOrMetadata(String address) {
    assertThat(good(CLUSTER, address, 80)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.1", "192.168.1.1", "172.16.0.1", "8.8.8.8", "fd00::7", "2001:db8::1"})
  void otherAddressesAreGood(String address) {
    assertThat(good(CLUSTER, address, 80)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"10250", "10255", "2379", "2380", "10257", "10259"})
  void portsOfNodesAreRefusedUnlessTheInstallationAllowsTheAddress(int port) {
    assertThat(good(CLUSTER, "10.0.0.1", port)).isFalse();
    AddressRules allowing =
        AddressRules.of(new DialRules(false, List.of("10.0.0.0/24"), List.of()));
    assertThat(good(allowing, "10.0.0.1", port)).isTrue();
    assertThat(good(allowing, "10.0.1.1", port)).isFalse();
    assertThat(good(AddressRules.of(DialRules.LOCAL), "127.0.0.1", port)).isTrue();
  }

  @Test
  void whatIsAllowedBeatsWhatIsDenied() {
    AddressRules rules =
        AddressRules.of(
            new DialRules(
                false, List.of("127.0.0.1", "10.1.0.0/16"), List.of("10.0.0.0/8", "192.0.2.1")));
    assertThat(good(rules, "127.0.0.1", 80)).isTrue();
    assertThat(good(rules, "127.0.0.2", 80)).isFalse();
    assertThat(good(rules, "10.1.2.3", 80)).isTrue();
    assertThat(good(rules, "10.2.2.3", 80)).isFalse();
    assertThat(good(rules, "192.0.2.1", 80)).isFalse();
    assertThat(good(rules, "64:ff9b::a02:203", 80)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "0x7f.1",
        "127.1",
        "0x7f000001",
        "017700000001",
        "127.0.0.1",
        "[::1]",
        "::1",
        "10.0.0.1",
        "a..b",
        "-a.test",
        "a_b.test:80",
        "",
        "host name",
        "a/b",
        "user@a.test",
        "é.test",
        "*.a.test",
        "single"
      })
  void whatIsNoNameInFullIsRefused(String written) {
    assertThat(BackendHost.read(written, false))
        .isInstanceOfSatisfying(
            BackendHost.Refused.class,
            refused -> assertThat(refused.because()).isEqualTo(BackendHost.Because.NO_NAME));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST.",
        "app.localhost",
        "metadata.google.internal",
        "Metadata.Google.Internal.",
        "metadata",
        "instance-data.ec2.internal",
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        "kubernetes.default.svc.cluster.local",
        "orders.shop.svc.cluster.local.",
        "10-0-0-1.shop.pod.cluster.local"
      })
  void namesThatLeadWhereNobodyMayGoAreRefused(String written) {
    assertThat(BackendHost.read(written, false))
        .isInstanceOfSatisfying(
            BackendHost.Refused.class,
            refused -> assertThat(refused.because()).isEqualTo(BackendHost.Because.FORBIDDEN));
  }

  @Test
  void onOneMachineTheMachineItselfMayBeNamed() {
    assertThat(BackendHost.read("localhost", true)).isEqualTo(new BackendHost.Name("localhost"));
    assertThat(BackendHost.read("devbox", true)).isEqualTo(new BackendHost.Name("devbox"));
    assertThat(BackendHost.read("metadata.google.internal", true))
        .isInstanceOf(BackendHost.Refused.class);
    assertThat(BackendHost.read("API.Partner.Example.", false))
        .isEqualTo(new BackendHost.Name("api.partner.example"));
  }
}
