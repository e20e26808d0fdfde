package dev.sluice.dataplane.auth.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.matching.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientShareTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "::ffff:192.0.2.1, 192.0.2.1",
    "2001:db8:1:2::1, 2001:db8:1:2::",
    "2001:db8:1:2:ffff:ffff:ffff:ffff, 2001:db8:1:2::",
    "2001:db8:1:3::1, 2001:db8:1:3::",
    "::1, ::"
  })
  void anAddressOfIpv6StandsForItsNetwork(String address, String share) {
    IpAddress client = IpAddress.parse(address).orElseThrow();
    assertThat(ClientShare.of(client, client.toString())).isEqualTo(share);
  }

  @Test
  void whoseAddressIsNotKnownIsOneWithTheOthersOfWhomItIsNot() {
    assertThat(ClientShare.of(null, "")).isEmpty();
  }
}
