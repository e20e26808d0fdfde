package dev.sluice.dataplane.limit.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SipHashTest {
  /** Of the authors' own vectors: the key is 0, 1, 2 and so on, and so is the text. */
  @ParameterizedTest
  @CsvSource({"0, a3817f04ba25a8e66df67214c7550293", "1, da87c1d86b99af44347659119b22fc45"})
  void itIsTheOneThatItsAuthorsPublished(int length, String expected) {
    byte[] text = new byte[length + 8];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) i;
    }
    long[] halves = new long[2];
    new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L).hash(text, length, halves);
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(halves[0]).putLong(halves[1]);
    assertThat(HexFormat.of().formatHex(bytes.array())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"7", "8", "9", "15", "16", "17", "300"})
  void everyOctetCountsAndWhatFollowsThemDoesNot(int length) {
    byte[] text = new byte[length + 8];
    long[] first = new long[2];
    long[] second = new long[2];
    SipHash hash = SipHash.own();
    hash.hash(text, length, first);
    text[length] = 1;
    hash.hash(text, length, second);
    assertThat(second).isEqualTo(first);
    for (int i = 0; i < length; i++) {
      text[i] ^= 1;
      hash.hash(text, length, second);
      text[i] ^= 1;
      assertThat(second).isNotEqualTo(first);
    }
  }
}
