package dev.sluice.dataplane.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.matching.IpAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

final class DnsClientTest {
  private static final Function<String, Optional<String>> ANY = name -> Optional.empty();

  private static NameAnswer ask(ScriptedDns... servers) throws Exception {
    return ask("a.test", ANY, servers);
  }

  private static NameAnswer ask(
      String name, Function<String, Optional<String>> whyNot, ScriptedDns... servers)
      throws Exception {
    List<InetSocketAddress> addresses =
        List.of(servers).stream().map(ScriptedDns::address).toList();
    return new DnsClient(addresses, Duration.ofMillis(500), Runnable::run)
        .lookup(name, whyNot)
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  private static NameAnswer.Found found(long ttl, String... addresses) {
    return new NameAnswer.Found(
        List.of(addresses).stream().map(text -> IpAddress.parse(text).orElseThrow()).toList(),
        Duration.ofSeconds(ttl));
  }

  @Test
  void bothFamiliesAreAskedForAndTheShorterTimeCounts() throws Exception {
    try (var dns =
        ScriptedDns.start(
            (query, tcp) ->
                query.getQuestion().getType() == Type.A
                    ? ScriptedDns.addresses(query, 30, "192.0.2.1", "192.0.2.2")
                    : ScriptedDns.addresses(query, 20, "2001:db8::1"))) {
      assertThat(ask(dns)).isEqualTo(found(20, "192.0.2.1", "192.0.2.2", "2001:db8::1"));
      assertThat(dns.questions()).containsExactlyInAnyOrder("A a.test", "AAAA a.test");
    }
  }

  @Test
  void anAnswerThatIsCutOffIsAskedForByTcp() throws Exception {
    String[] many = new String[100];
    for (int i = 0; i < many.length; i++) {
      many[i] = "192.0.2." + i;
    }
    try (var dns =
        ScriptedDns.start(
            (query, tcp) -> {
              if (tcp) {
                return ScriptedDns.addresses(query, 30, many);
              }
              Message cut = ScriptedDns.response(query, Rcode.NOERROR);
              cut.getHeader().setFlag(Flags.TC);
              return cut;
            })) {
      assertThat(ask(dns)).isEqualTo(found(30, many));
    }
  }

  @Test
  void aChainOfAliasesIsFollowedAndItsShortestTimeCounts() throws Exception {
    try (var dns =
        ScriptedDns.start(
            (query, tcp) -> {
              Message answer = ScriptedDns.response(query, Rcode.NOERROR);
              ScriptedDns.alias(answer, "a.test", "b.test", 300);
              ScriptedDns.alias(answer, "b.test", "c.test", 7);
              return ScriptedDns.addresses(
                  query, Name.fromString("c.test."), answer, 60, "192.0.2.9");
            })) {
      assertThat(ask(dns)).isEqualTo(found(7, "192.0.2.9"));
    }
  }

  @Test
  void anAliasWithoutItsAddressIsAskedForInTurn() throws Exception {
    try (var dns =
        ScriptedDns.start(
            (query, tcp) ->
                query.getQuestion().getName().toString(true).equals("a.test")
                    ? ScriptedDns.alias(
                        ScriptedDns.response(query, Rcode.NOERROR), "a.test", "b.test", 60)
                    : ScriptedDns.addresses(query, 60, "192.0.2.9"))) {
      assertThat(ask(dns)).isEqualTo(found(60, "192.0.2.9"));
    }
  }

  @Test
  void aCircleOfAliasesEnds() throws Exception {
    try (var dns =
        ScriptedDns.start(
            (query, tcp) -> {
              Message answer = ScriptedDns.response(query, Rcode.NOERROR);
              ScriptedDns.alias(answer, "a.test", "b.test", 60);
              return ScriptedDns.alias(answer, "b.test", "a.test", 60);
            })) {
      assertThat(ask(dns)).isInstanceOfAny(NameAnswer.Failed.class, NameAnswer.None.class);
    }
    try (var dns =
        ScriptedDns.start(
            (query, tcp) -> {
              String name = query.getQuestion().getName().toString(true);
              return ScriptedDns.alias(
                  ScriptedDns.response(query, Rcode.NOERROR), name, "x" + name, 60);
            })) {
      assertThat(ask(dns)).isEqualTo(new NameAnswer.Failed("more than 8 aliases in a row"));
    }
  }

  @Test
  void anAliasToAForbiddenNameIsNotFollowed() throws Exception {
    try (var dns =
        ScriptedDns.start(
            (query, tcp) -> {
              Message answer = ScriptedDns.response(query, Rcode.NOERROR);
              ScriptedDns.alias(answer, "a.test", "Metadata.Google.Internal", 60);
              return ScriptedDns.addresses(
                  query, Name.fromString("metadata.google.internal."), answer, 60, "192.0.2.9");
            })) {
      assertThat(
              ask(
                  "a.test",
                  name -> Optional.of("is bad").filter(bad -> name.startsWith("metadata")),
                  dns))
          .isEqualTo(new NameAnswer.Forbidden("leads to metadata.google.internal, which is bad"));
    }
  }

  @Test
  void recordsOfOtherNamesAreLeftAside() throws Exception {
    try (var dns =
        ScriptedDns.start(
            (query, tcp) ->
                ScriptedDns.addresses(
                    query,
                    Name.fromString("evil.test."),
                    ScriptedDns.addresses(query, 60, "192.0.2.9"),
                    60,
                    "192.0.2.66"))) {
      assertThat(ask(dns)).isEqualTo(found(60, "192.0.2.9"));
    }
  }

  @Test
  void aNameThatIsNotThereHasNoAddressForTheTimeThatTheZoneSays() throws Exception {
    try (var dns =
        ScriptedDns.start(
            (query, tcp) ->
                ScriptedDns.withZone(ScriptedDns.response(query, Rcode.NXDOMAIN), 17))) {
      assertThat(ask(dns)).isEqualTo(new NameAnswer.None("no such name", Duration.ofSeconds(17)));
    }
    try (var dns = ScriptedDns.answering(60)) {
      assertThat(ask(dns)).isEqualTo(new NameAnswer.None("no address", Duration.ofSeconds(5)));
    }
  }

  @Test
  void oneServerThatCannotAnswerIsPassedOver() throws Exception {
    try (var ill = ScriptedDns.start((query, tcp) -> ScriptedDns.response(query, Rcode.SERVFAIL));
        var mute = ScriptedDns.start((query, tcp) -> null);
        var well = ScriptedDns.answering(60, "192.0.2.9")) {
      assertThat(ask(ill, mute, well)).isEqualTo(found(60, "192.0.2.9"));
    }
  }

  @Test
  void whenNobodyAnswersThatSaysNothingOfTheName() throws Exception {
    try (var ill = ScriptedDns.start((query, tcp) -> ScriptedDns.response(query, Rcode.SERVFAIL));
        var mute = ScriptedDns.start((query, tcp) -> null)) {
      assertThat(ask(ill)).isEqualTo(new NameAnswer.Failed("SERVFAIL"));
      assertThat(ask(mute)).isInstanceOf(NameAnswer.Failed.class);
      assertThat(ill.questions()).hasSize(4);
    }
  }

  @Test
  void oneFamilyIsEnough() throws Exception {
    try (var dns =
        ScriptedDns.start(
            (query, tcp) ->
                query.getQuestion().getType() == Type.A
                    ? ScriptedDns.addresses(query, 60, "192.0.2.9")
                    : ScriptedDns.response(query, Rcode.SERVFAIL))) {
      assertThat(ask(dns)).isEqualTo(found(60, "192.0.2.9"));
    }
  }
}
