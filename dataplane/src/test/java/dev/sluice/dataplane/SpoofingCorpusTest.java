package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.Wire;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hardening 3.2: whatever a client calls a header, and wherever it hides it, no backend reads from
 * it who the client is. A backend in the tradition of CGI stands for all: it folds case and takes
 * every other character for {@code _}.
 */
final class SpoofingCorpusTest {
  private static final String LIE = "mallory";

  private static final List<String> COMMON =
      List.of(
          "X-User",
          "X-User-Id",
          "X-User-Name",
          "X-Username",
          "X-User-Email",
          "X-Roles",
          "X-Groups",
          "X-Scopes",
          "X-Permissions",
          "X-Tenant",
          "X-Tenant-Id",
          "X-Principal",
          "X-Identity",
          "X-Consumer-Username",
          "X-Consumer-Groups",
          "X-Auth-Request-User",
          "X-Auth-Roles",
          "X-Authenticated-Userid",
          "X-Jwt-Claim-Sub",
          "X-WebAuth-User",
          "X-Ms-Client-Principal-Name",
          "X-Goog-Authenticated-User-Email",
          "X-Amzn-Oidc-Identity",
          "X-Forwarded-User",
          "X-Forwarded-Email",
          "X-Forwarded-Groups",
          "X-Forwarded-Client-Cert",
          "X-Forwarded-Prefix",
          "X-Original-URL",
          "X-Rewrite-URL",
          "X-Real-IP",
          "X-Client-IP",
          "True-Client-IP",
          "CF-Connecting-IP",
          "X-Envoy-External-Address",
          "X-SSL-Client-Cert",
          "Remote-User",
          "X-Remote-User",
          "Forwarded",
          "Client-IP",
          "X-CSP-Nonce",
          "Proxy");

  @TempDir private Path directory;

  /** Names that such a backend cannot tell from this. */
  private static Set<String> spellings(String name) {
    Set<String> all = new LinkedHashSet<>();
    all.add(name);
    all.add(name.toLowerCase(Locale.ROOT));
    all.add(name.toUpperCase(Locale.ROOT));
    all.add(swapped(name));
    all.add(name.replace('-', '_'));
    all.add(name.replace('-', '_').toUpperCase(Locale.ROOT));
    for (int at = name.indexOf('-'); at >= 0; at = name.indexOf('-', at + 1)) {
      all.add(name.substring(0, at) + "_" + name.substring(at + 1));
    }
    return all;
  }

  /** The same with every character that a name may have in place of the dash. */
  private static Set<String> moreSpellings(String name) {
    Set<String> all = new LinkedHashSet<>(spellings(name));
    for (char other : "!#$%&'*+.^`|~".toCharArray()) {
      all.add(name.replace('-', other));
      all.add(name.replaceFirst("-", "\\" + other).toUpperCase(Locale.ROOT));
    }
    return all;
  }

  private static String swapped(String name) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      out.append(i % 2 == 0 ? Character.toLowerCase(c) : Character.toUpperCase(c));
    }
    return out.toString();
  }

  /** Requests that hide the field, as they are sent. */
  private static List<String> hidden(String name, String target, String[] credential) {
    String field = name + ": " + LIE;
    List<String> all = new ArrayList<>();
    for (String fields :
        List.of(
            field,
            field + "\r\n" + field,
            name + ":" + LIE,
            name + ":\t " + LIE + " \t",
            name + ": alice, " + LIE,
            name + ": \r\n" + field,
            name + ": alice\r\n" + field,
            name + ": alice\r\n " + LIE,
            name + " : " + LIE,
            name + "\t: " + LIE,
            " " + field,
            "\t" + field,
            "X-A: b\r\n " + field,
            "X-A: b\n" + field,
            "X-A: b\r" + field,
            "X-A: b\u0000" + field,
            ": x\r\n" + field,
            name + "\u0000: " + LIE,
            "\u0000" + field,
            name + ":: " + LIE,
            "Connection: " + name + "\r\n" + field,
            "Connection: close, " + name + "\r\n" + field,
            "Connection: keep-alive\r\nConnection: " + name,
            "Connection: " + name + "\r\nConnection: close\r\n" + field,
            "Trailer: " + name + "\r\n" + field,
            "TE: trailers\r\n" + field,
            "Upgrade: websocket\r\nConnection: Upgrade, " + name + "\r\n" + field,
            "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n" + field)) {
      all.add(request("GET", target, with(credential, fields)));
      all.add(request("GET", target, before(credential, fields)));
    }
    String sound = request("GET", target, with(credential, field));
    all.add(sound.replace("HTTP/1.1", "HTTP/1.0"));
    all.add(sound.replace("GET /", "GET http://a.test/"));
    all.add(sound.replace("\r\n", "\n"));
    String chunked = request("POST", target, with(credential, "Transfer-Encoding: chunked"));
    String announced =
        request("POST", target, with(credential, "Transfer-Encoding: chunked\r\nTrailer: " + name));
    for (String body :
        List.of("2\r\nhi\r\n0\r\n", "0\r\n", "2;" + name + "=" + LIE + "\r\nhi\r\n0\r\n")) {
      all.add(chunked + body + field + "\r\n\r\n");
      all.add(announced + body + field + "\r\n" + field + "\r\n\r\n");
    }
    return all;
  }

  private static String[] with(String[] credential, String fields) {
    String[] all = java.util.Arrays.copyOf(credential, credential.length + 1);
    all[credential.length] = fields;
    return all;
  }

  private static String[] before(String[] credential, String fields) {
    String[] all = new String[credential.length + 1];
    all[0] = fields;
    System.arraycopy(credential, 0, all, 1, credential.length);
    return all;
  }

  private static void tellsNoLie(Wire.Message seen, List<String> told) {
    assertThat(seen.head()).doesNotContainIgnoringCase(LIE);
    assertThat(seen.text()).doesNotContain(LIE);
    List<String> values = new ArrayList<>();
    for (String field : seen.fields()) {
      int colon = field.indexOf(':');
      String folded =
          field.substring(0, colon).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
      if (folded.equals("X_ACME_USER")) {
        values.add(field.substring(colon + 1).strip());
      }
    }
    assertThat(values).as(seen.head()).isEqualTo(told);
  }

  private static void send(LastingClient client, List<String> requests) {
    for (String each : requests) {
      Optional<Wire.Message> answer = client.send(each);
      answer.ifPresent(
          message -> {
            assertThat(message.status()).as(each).isIn(200, 400, 401, 501, 505);
            assertThat(message.head() + message.text()).doesNotContain(LIE);
          });
    }
  }

  @ParameterizedTest
  @EnumSource(ProviderKind.class)
  void nobodySaysWhoTheyAreWhereNobodyIsAsked(ProviderKind kind) {
    try (GuardedFixture fixture = new GuardedFixture(kind, directory);
        LastingClient client = fixture.stranger()) {
      for (String name : moreSpellings("X-Acme-User")) {
        send(client, hidden(name, "/x", new String[0]));
      }
      for (String common : COMMON) {
        for (String name : spellings(common)) {
          send(
              client,
              List.of(
                  request("GET", "/x", name + ": " + LIE),
                  request("GET", "/x", name + ": " + LIE, name + ": " + LIE),
                  request("GET", "/x", "X-A: b", name + ":" + LIE)));
        }
      }
      assertThat(fixture.seenGuarded()).isEmpty();
      assertThat(fixture.seenOpen()).hasSizeGreaterThan(500);
      fixture.seenOpen().forEach(seen -> tellsNoLie(seen, List.of()));
      fixture.verify();
    }
  }

  @ParameterizedTest
  @EnumSource(ProviderKind.class)
  void whoIsKnownIsNobodyElse(ProviderKind kind) {
    try (GuardedFixture fixture = new GuardedFixture(kind, directory);
        LastingClient client = fixture.alice()) {
      KnownClient alice = fixture.client();
      String target = alice.target("/team");
      for (String name : moreSpellings("X-Acme-User")) {
        send(client, hidden(name, target, alice.with()));
      }
      for (String common : COMMON) {
        for (String name : spellings(common)) {
          send(client, List.of(request("GET", target, alice.with(name + ": " + LIE))));
        }
      }
      assertThat(fixture.seenGuarded()).hasSizeGreaterThan(500);
      fixture.seenGuarded().forEach(seen -> tellsNoLie(seen, List.of("alice")));
      for (Wire.Message seen : fixture.seenGuarded()) {
        for (String secret : kind.leavesCredentials() ? List.<String>of() : alice.secrets()) {
          assertThat(seen.head()).doesNotContain(secret);
        }
      }
      fixture.verify(alice.outbound().getAsInt());
    }
  }
}
