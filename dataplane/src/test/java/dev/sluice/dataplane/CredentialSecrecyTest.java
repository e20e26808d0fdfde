package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.Wire;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every way in which a request is refused, with a good credential in it: whatever place it stands
 * in, and however early the gateway says no, no log has it and no answer repeats it.
 */
final class CredentialSecrecyTest {
  @TempDir private Path directory;

  private static List<String> refusals(KnownClient client) {
    String[] none = {};
    List<String> requests = new ArrayList<>();
    for (String path : List.of("/team", "/", "/admin")) {
      String target = client.target(path);
      String sound = request("GET", target, client.with());
      for (String field :
          List.of(
              "Transfer-Encoding: gzip",
              "Transfer-Encoding: chunked\r\nContent-Length: 3",
              "Content-Length: 3\r\nContent-Length: 4",
              "Content-Length: 03",
              "Content-Length: -1",
              "X-Bad: a\u0001b",
              "X Bad: a",
              "X-Bad : a",
              "X-Bad: a\r\n folded",
              "Connection: x-user",
              "Connection: authorization",
              "Connection: cookie",
              "Connection: (",
              "Connection: x-acme-user",
              "Expect: 200-maybe",
              "Via: " + "1.1 a, ".repeat(60) + "1.1 b",
              "Origin: " + "o".repeat(2_000),
              "Host: b.test",
              "X-Long: " + "x".repeat(20_000),
              "X-Many: 1\r\n".repeat(150) + "X-Last: 1",
              "X-Huge: " + "x".repeat(60_000),
              "Upgrade: websocket\r\nConnection: Upgrade\r\nOrigin: https://evil.example",
              "Content-Type: text/html\r\nContent-Length: 0")) {
        requests.add(request("GET", target, client.with(field)));
      }
      for (String method : List.of("TRACE", "CONNECT", "PUT", "get", "X".repeat(40), "G(T")) {
        requests.add(request(method, target, client.with()));
      }
      for (String version : List.of("HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "HTTP/1.9", "HTP/1.1")) {
        requests.add(sound.replace("HTTP/1.1", version));
      }
      for (String host :
          List.of("", "Host: \r\n", "Host: a b\r\n", "Host: a@b\r\n", "Host: a.test:99999\r\n")) {
        requests.add(sound.replace("Host: a.test\r\n", host));
      }
      for (String prefix :
          List.of("http://a.test", "http://b.test", "http://u:p@a.test", "ftp://a.test", "*")) {
        requests.add(request("GET", prefix + target, client.with()));
      }
    }
    for (String path :
        List.of(
            "/%2fteam",
            "/team;x",
            "/team%00",
            "/x%5cteam",
            "/%zz",
            "/%c0%ae",
            "/team#f",
            "/nowhere/" + "x".repeat(9_000),
            "/a?b=" + "y".repeat(9_000),
            "/a?b=\u0001",
            "/a?b=%",
            "/a?b=c;d",
            "/a?&&&b")) {
      requests.add(request("GET", client.target(path), client.with(none)));
    }
    for (String again : client.fields()) {
      requests.add(request("GET", "/team", client.with(again)));
      requests.add(request("GET", "/team", again.replace(":", " :")));
      requests.add(request("GET", "/team", again + "\r\n more"));
      requests.add(request("GET", "/team", again + "x"));
      requests.add(request("GET", "/team", again + "\u0001"));
      requests.add(request("GET", "/team", again + ", " + again));
    }
    if (!client.query().isEmpty()) {
      String name = client.query().substring(0, 1);
      String rest = client.query().substring(1);
      String encoded = "%" + Integer.toHexString(name.charAt(0));
      for (String other :
          List.of(
              client.query() + "&" + client.query(),
              name.toUpperCase(java.util.Locale.ROOT) + rest,
              encoded + rest,
              encoded.replace("%", "%25") + rest,
              client.query() + "x",
              client.query() + "&x=%",
              "a=b;" + client.query(),
              "a=b&" + client.query() + ";c",
              client.query() + "\u0001",
              client.query() + "#x")) {
        requests.add(request("GET", "/team?" + other));
        requests.add(request("GET", "/team?" + other, "Content-Length: x"));
        requests.add(request("GET", "/open?" + other, "X-Bad: \u0001"));
      }
    }
    return requests;
  }

  @ParameterizedTest
  @EnumSource(ProviderKind.class)
  void noRefusalTellsOfIt(ProviderKind kind) {
    try (GuardedFixture fixture = new GuardedFixture(kind, directory)) {
      KnownClient client = fixture.client();
      try (Wire wire = client.connect(fixture.gateway())) {
        assertThat(
                wire.send(request("GET", client.target("/team"), client.with()))
                    .response()
                    .status())
            .isEqualTo(200);
      }
      int refused = 0;
      for (String each : refusals(client)) {
        try (Wire wire = client.connect(fixture.gateway())) {
          Wire.Message answer = wire.send(each).response();
          refused += answer.status() >= 400 ? 1 : 0;
          assertThat(answer.status()).as(each).isNotEqualTo(500);
          for (String secret : client.secrets()) {
            assertThat(answer.head() + answer.text()).as(each).doesNotContain(secret);
          }
        } catch (IllegalStateException | UncheckedIOException e) {
          // Undertow closes without a word where it cannot read the host.
          refused++;
        }
      }
      assertThat(refused).isGreaterThan(100);
      // Some carry a credential that may be another's: then it is asked about.
      fixture.verify(client.outbound().getAsInt());
    }
  }
}
