package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.7, 10.0.0.7",
    "255.255.255.255, 255.255.255.255",
    "0.0.0.0, 0.0.0.0",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "FD00:0:0:0:0:0:0:7, fd00::7",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "::ffff:127.0.0.1, 127.0.0.1",
    "::ffff:7f00:1, 127.0.0.1",
  })
  void textIsCanonical(String written, String canonical) {
    assertThat(IpAddress.parse(written)).hasToString("Optional[" + canonical + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "127.1", "2130706433", "0x7f.1", "010.0.0.1", "1.2.3", "1.2.3.4.5", "1.2.3.256",
        "1.2.3.", ".1.2.3", "1..2.3", "fe80::1%eth0", "[::1]", ":::", "1::2::3", "12345::",
        "::ffff:127.1", "localhost", "1.2.3.4 ", "+1.2.3.4"
      })
  void anythingElseIsNone(String written) {
    assertThat(IpAddress.parse(written)).isEmpty();
  }

  @Test
  void networksAreCanonicalAndContainAddresses() {
    Cidr cidr = Cidr.parse("10.1.2.3/8").orElseThrow();
    assertThat(cidr).hasToString("10.0.0.0/8");
    assertThat(cidr.contains(IpAddress.parse("10.255.0.1").orElseThrow())).isTrue();
    assertThat(cidr.contains(IpAddress.parse("11.0.0.1").orElseThrow())).isFalse();
    assertThat(cidr.contains(IpAddress.parse("::1").orElseThrow())).isFalse();
    assertThat(Cidr.parse("10.0.0.1")).hasToString("Optional[10.0.0.1/32]");
    assertThat(Cidr.parse("fd00::1/9")).hasToString("Optional[fd00::/9]");
    assertThat(Cidr.parse("0.0.0.0/0").orElseThrow().contains(cidr.network())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10/8",
        "::/129",
        "::ffff:10.0.0.0/104",
        "10.0.0.0/8/8",
        "/8",
        ""
      })
  void anythingElseIsNoNetwork(String written) {
    assertThat(Cidr.parse(written)).isEmpty();
  }
}
