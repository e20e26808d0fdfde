package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** HI17. Undertow refuses some of these by itself, before the gateway sees them. */
final class HostFormsTest {
  private static final AttackFixture attack = new AttackFixture();

  @AfterAll
  static void stop() {
    attack.close();
  }

  private static String get(String host) {
    return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  @Test
  void malformedHostsAre400() {
    for (String host :
        List.of(
            "allowed.example@evil",
            "allowed.example:80:80",
            "allowed.example:0",
            "allowed.example:99999",
            "allowed.example:",
            "",
            "a b",
            "a/b",
            "a..b",
            ".a",
            "-a.b",
            "b\u00fccher.example",
            "[::1",
            "[::g]",
            "[fe80::1%25eth0]",
            "a,b",
            "a%41")) {
      int before = attack.backend().requests().size();
      assertThat(attack.send(get(host)).status()).as(host).isEqualTo(400);
      assertThat(attack.backend().requests()).as(host).hasSize(before);
    }
  }

  @Test
  void noneOrTwoHostsAre400() {
    assertThat(attack.send("GET / HTTP/1.1\r\n\r\n").status()).isEqualTo(400);
    assertThat(attack.send("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n").status()).isEqualTo(400);
    assertThat(attack.send("GET http://b.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n").status())
        .isEqualTo(400);
  }

  @Test
  void soundHostsPass() {
    for (String host :
        List.of("a.test", "A.TEST", "a.test.", "a.test:8080", "[::1]", "[::1]:80", "10.0.0.1")) {
      attack.forwarded(get(host));
    }
    assertThat(attack.send("GET / HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
  }
}
