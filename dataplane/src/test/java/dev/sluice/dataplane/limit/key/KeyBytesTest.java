package dev.sluice.dataplane.limit.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.matching.IpAddress;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** HR13: nothing that a client writes makes its key another's. */
final class KeyBytesTest {
  private static String shared(Function<KeyBytes, KeyBytes> parts) {
    return parts.apply(KeyBytes.empty()).shared().toString();
  }

  @Test
  void aTextIsNeverTheEndOfOneAndTheBeginningOfAnother() {
    List<String> keys =
        List.of(
            shared(bytes -> bytes.kind(1).text("ab").text("c")),
            shared(bytes -> bytes.kind(1).text("a").text("bc")),
            shared(bytes -> bytes.kind(1).text("abc").text("")),
            shared(bytes -> bytes.kind(1).text("").text("abc")),
            shared(bytes -> bytes.kind(1).text("abc")),
            shared(bytes -> bytes.kind(1).text("abc").kind(0)),
            shared(bytes -> bytes.kind(2).text("ab").text("c")),
            shared(bytes -> bytes.kind(1).text("ab\u0000\u0000\u0000\u0001c")));
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void howManyTextsAClaimHasIsClearHoweverManyThereAre() {
    KeyPart.Claim groups = new KeyPart.Claim("groups");
    List<String> keys =
        List.of(0, 1, 254, 255, 256, 257, 511, 512).stream()
            .flatMap(count -> Stream.of(head(groups, count), octet(count)))
            .distinct()
            .toList();
    // In one octet up to 254, as ever; beyond that no octet alone can be taken for the count.
    assertThat(keys).hasSize(8 + 5);
  }

  private static String head(KeyPart.Claim claim, int count) {
    return shared(
        bytes -> {
          claim.write(texts(count), bytes);
          return bytes;
        });
  }

  private static String octet(int count) {
    return shared(
        bytes -> {
          bytes.kind(KeyPart.CLAIM).kind(count);
          for (int i = 0; i < count; i++) {
            bytes.text("x");
          }
          return bytes;
        });
  }

  private static String texts(int count) {
    return String.join(", ", Collections.nCopies(count, "x"));
  }

  @Test
  void everyCharacterCounts() {
    List<String> keys =
        List.of("", "a", "A", "á", "a\u0301", "\ud800", "\udc00", "?", "{}", "*", "\n", " a", "a ")
            .stream()
            .map(text -> shared(bytes -> bytes.text(text)))
            .toList();
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void keysAreSmallHoweverLongTheValuesAre() {
    assertThat(shared(bytes -> bytes.text("x".repeat(1 << 20)))).hasSize(32);
    assertThat(shared(bytes -> bytes.text("x"))).hasSize(32);
  }

  /** Replicas of several versions share counters: this must not change. */
  @Test
  void everyProcessMakesTheSameKeyOfTheSame() {
    assertThat(shared(bytes -> bytes.kind(2).text("idp").text("alice")))
        .isEqualTo(shared(bytes -> bytes.kind(2).text("idp").text("alice")))
        .isEqualTo("f3e70252b8e5cae50f3c2991796e9883");
  }

  private static String network(String address, int bits) {
    return shared(bytes -> bytes.network(IpAddress.parse(address).orElseThrow(), bits));
  }

  @Test
  void addressesOfOneNetworkAreOne() {
    assertThat(network("2001:db8:1:2:3::4", 64)).isEqualTo(network("2001:db8:1:2:ffff::", 64));
    assertThat(network("2001:db8:1:2::", 64)).isNotEqualTo(network("2001:db8:1:3::", 64));
    assertThat(network("10.1.2.3", 24)).isEqualTo(network("10.1.2.4", 24));
    assertThat(network("10.1.2.3", 32)).isNotEqualTo(network("10.1.2.4", 32));
    assertThat(network("::ffff:10.1.2.3", 32)).isEqualTo(network("10.1.2.3", 32));
    assertThat(network("10.0.0.0", 8)).isNotEqualTo(network("10.0.0.0", 16));
    assertThat(network("a00::", 64)).isNotEqualTo(network("10.0.0.0", 32));
  }
}
