package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class OctetsTest {
  @Test
  void everyControlButTabIsFoundWhereverItStands() {
    for (int octet = 0; octet < 256; octet++) {
      boolean allowed = octet == '\t' || (octet >= 0x20 && octet != 0x7f);
      for (int length = 1; length < 20; length++) {
        for (int at = 0; at < length; at++) {
          byte[] value = new byte[length + 2];
          Arrays.fill(value, (byte) 'a');
          value[0] = 0;
          value[length + 1] = 0;
          value[1 + at] = (byte) octet;
          assertThat(Octets.values(value, 1, length + 1))
              .as("octet %d at %d of %d", octet, at, length)
              .isEqualTo(allowed);
        }
      }
    }
  }

  @Test
  void targetsAreVisibleAscii() {
    byte[] all = new byte[256];
    for (int octet = 0; octet < 256; octet++) {
      all[octet] = (byte) octet;
      assertThat(Octets.targets(all, octet, octet + 1))
          .as("octet %d", octet)
          .isEqualTo(octet > 0x20 && octet < 0x7f);
    }
  }
}
