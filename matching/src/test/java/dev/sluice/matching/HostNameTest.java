package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.matching.HostName.Host;
import dev.sluice.matching.HostName.Reason;
import dev.sluice.matching.HostName.Refused;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostNameTest {
  @ParameterizedTest
  @CsvSource({
    "shop.example.com, shop.example.com, ",
    "SHOP.Example.COM, shop.example.com, ",
    "shop.example.com., shop.example.com, ",
    "shop.example.com.:80, shop.example.com, 80",
    "shop.example.com:8080, shop.example.com, 8080",
    "a_b.example, a_b.example, ",
    "localhost:65535, localhost, 65535",
    "xn--mnchen-3ya.example, xn--mnchen-3ya.example, ",
    "10.0.0.7:80, 10.0.0.7, 80",
    "[::1], [::1], ",
    "[::1]:8080, [::1], 8080",
    "[FD00:0:0:0:0:0:0:7], [fd00::7], ",
    "[::ffff:10.0.0.7], 10.0.0.7, ",
    "1.example, 1.example, ",
  })
  void oneFormForEachHost(String header, String name, Integer port) {
    OptionalInt expected = port == null ? OptionalInt.empty() : OptionalInt.of(port);
    assertThat(HostName.normalize(header)).isEqualTo(new Host(name, expected));
  }

  @ParameterizedTest
  @CsvSource({
    "'', EMPTY",
    "., EMPTY",
    ":80, EMPTY",
    "allowed.example@evil, ILLEGAL_CHARACTER",
    "user@allowed.example, ILLEGAL_CHARACTER",
    "allowed.example:80:80, BAD_PORT",
    "allowed.example:, BAD_PORT",
    "allowed.example:0, BAD_PORT",
    "allowed.example:99999, BAD_PORT",
    "allowed.example:65536, BAD_PORT",
    "allowed.example:+80, BAD_PORT",
    "allowed.example:8a, BAD_PORT",
    "allowed.example.., BAD_LABEL",
    ".allowed.example, BAD_LABEL",
    "a..b, BAD_LABEL",
    "-a.example, BAD_LABEL",
    "a-.example, BAD_LABEL",
    "münchen.example, ILLEGAL_CHARACTER",
    "a b, ILLEGAL_CHARACTER",
    "a/b, ILLEGAL_CHARACTER",
    "a%2eb, ILLEGAL_CHARACTER",
    "'a,b', ILLEGAL_CHARACTER",
    "*.example, ILLEGAL_CHARACTER",
    "127.1, BAD_ADDRESS",
    "2130706433, BAD_ADDRESS",
    "0x7f.1, BAD_ADDRESS",
    "0x7f000001, BAD_ADDRESS",
    "256.1.1.1, BAD_ADDRESS",
    "01.1.1.1, BAD_ADDRESS",
    "[::1, BAD_ADDRESS",
    "[], BAD_ADDRESS",
    "[10.0.0.7], BAD_ADDRESS",
    "[fe80::1%25eth0], BAD_ADDRESS",
    "[::1]x, BAD_ADDRESS",
    "[::1]:, BAD_PORT",
    "::1, BAD_PORT",
  })
  void malformedHostsAreRefused(String header, Reason reason) {
    assertThat(HostName.normalize(header)).isEqualTo(new Refused(reason));
  }

  @Test
  void lengthIsBounded() {
    String label = "a".repeat(63);
    String name = String.join(".", label, label, label, "a".repeat(61));
    assertThat(HostName.normalize(name)).isEqualTo(new Host(name, OptionalInt.empty()));
    assertThat(HostName.normalize(name + "b")).isEqualTo(new Refused(Reason.TOO_LONG));
    assertThat(HostName.normalize("b" + label)).isEqualTo(new Refused(Reason.TOO_LONG));
  }
}
