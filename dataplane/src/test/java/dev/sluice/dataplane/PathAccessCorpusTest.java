package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.hardening.TargetForms;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hardening 3.3 against rules that differ only in who may pass: whatever spelling a client finds,
 * it comes to no guarded rule without its credential, and by the open rule to nothing that a
 * careless backend reads as a guarded path.
 */
final class PathAccessCorpusTest {
  /** Of the thousands of forms each kind of provider gets others. */
  private static final int FORMS = 1_200;

  @TempDir private Path directory;

  private static List<String> forms(ProviderKind kind, String name) {
    List<String> forms = new ArrayList<>(TargetForms.of(name));
    Collections.shuffle(forms, new Random(kind.ordinal()));
    List<String> some = new ArrayList<>(forms.subList(0, FORMS));
    some.addFirst("/" + name + "/x");
    some.addFirst("/" + name);
    return some;
  }

  /** Decoding twice is a backend's own fault (HP7), and a blank is a name of its own (HP10). */
  private static boolean isGuarded(String forwarded, String name) {
    String path = TargetForms.careless(forwarded);
    return (path.equals("/" + name) || path.startsWith("/" + name + "/"))
        && !forwarded.contains("%25")
        && !forwarded.contains("%20");
  }

  private static String target(Wire.Message request) {
    return request.startLine().split(" ")[1];
  }

  @ParameterizedTest
  @EnumSource(ProviderKind.class)
  void noSpellingLeadsAStrangerToWhatIsForThoseWhoAreKnown(ProviderKind kind) {
    try (GuardedFixture fixture = new GuardedFixture(kind, directory);
        LastingClient client = fixture.stranger()) {
      List<String> forms = forms(kind, "team");
      int passed = 0;
      for (String form : forms) {
        Optional<Wire.Message> answer = client.send(request("GET", form));
        answer.ifPresent(each -> assertThat(each.status()).as(form).isLessThan(500));
        passed += answer.map(Wire.Message::status).orElse(0) == 200 ? 1 : 0;
      }
      assertThat(fixture.seenGuarded()).isEmpty();
      assertThat(fixture.seenOpen()).hasSize(passed);
      assertThat(passed).isGreaterThan(10);
      assertThat(fixture.seenOpen()).noneMatch(seen -> isGuarded(target(seen), "team"));
      assertThat(client.connections()).isLessThan(forms.size());
      fixture.verify();
    }
  }

  @ParameterizedTest
  @EnumSource(ProviderKind.class)
  void noSpellingLeadsWhoIsKnownToWhatIsForOthers(ProviderKind kind) {
    try (GuardedFixture fixture = new GuardedFixture(kind, directory);
        LastingClient client = fixture.alice()) {
      KnownClient alice = fixture.client();
      assertThat(
              client
                  .send(request("GET", alice.target("/team"), alice.with()))
                  .orElseThrow()
                  .status())
          .isEqualTo(200);
      int asked = alice.outbound().getAsInt();
      for (String form : forms(kind, "admin")) {
        Optional<Wire.Message> answer =
            client.send(request("GET", alice.target(form), alice.with()));
        answer.ifPresent(each -> assertThat(each.status()).as(form).isLessThan(500));
      }
      assertThat(fixture.seenGuarded()).hasSize(1);
      assertThat(fixture.seenOpen()).noneMatch(seen -> isGuarded(target(seen), "admin"));
      fixture.verify(asked);
    }
  }

  @ParameterizedTest
  @EnumSource(ProviderKind.class)
  void guardedPathsOfEveryKindOfMatchAreGuardedInEverySpelling(ProviderKind kind) {
    List<PathMatch> paths =
        List.of(
            new PathMatch.Exact("/secret"),
            new PathMatch.Glob("/g/*/secret"),
            new PathMatch.Glob("/deep/**"),
            new PathMatch.Regex("/r/[0-9]+/secret"));
    try (GuardedFixture fixture =
            new GuardedFixture(kind, directory, config -> config.route("paths", guarded(paths)));
        LastingClient client = fixture.stranger()) {
      for (String path : List.of("/secret", "/g/a/secret", "/deep/x/y", "/r/42/secret")) {
        for (String form : spellings(path)) {
          Optional<Wire.Message> answer = client.send(request("GET", form));
          answer.ifPresent(each -> assertThat(each.status()).as(form).isIn(400, 401, 403, 404));
        }
      }
      assertThat(fixture.seenGuarded()).isEmpty();
      assertThat(fixture.seenOpen()).isEmpty();
      fixture.verify();
    }
  }

  /** All of them are the path, to us or to a careless reader. */
  private static List<String> spellings(String path) {
    List<String> forms = new ArrayList<>();
    forms.add(path);
    forms.add("/" + path);
    forms.add("/." + path);
    forms.add("/x/.." + path);
    forms.add("/x/%2e%2e" + path);
    forms.add("/%2e" + path);
    forms.add("/x%2f.." + path);
    forms.add("/x/..%2f" + path.substring(1));
    forms.add("/x/..%5c" + path.substring(1));
    forms.add("/;a" + path);
    forms.add("http://a.test" + path);
    forms.add("HTTP://A.TEST" + path);
    forms.add("http://a.test/." + path);
    forms.add(path + "?x=/open");
    forms.add(path + "?/../../open");
    forms.add(path + "#x");
    forms.add(path + ";x");
    forms.add(path + "%3bx");
    forms.add(path + "%00");
    forms.add(path + "/../" + path.substring(path.lastIndexOf('/') + 1));
    for (int at = 1; at < path.length(); at++) {
      char c = path.charAt(at);
      String hex = "%" + Integer.toHexString(c);
      if (c == '/') {
        forms.add(path.substring(0, at) + "//" + path.substring(at + 1));
        forms.add(path.substring(0, at) + "/./" + path.substring(at + 1));
        forms.add(path.substring(0, at) + "/z/../" + path.substring(at + 1));
        forms.add(path.substring(0, at) + "%2f" + path.substring(at + 1));
        forms.add(path.substring(0, at) + "\\" + path.substring(at + 1));
      } else {
        forms.add(path.substring(0, at) + hex + path.substring(at + 1));
        forms.add(path.substring(0, at) + hex.toUpperCase(Locale.ROOT) + path.substring(at + 1));
        forms.add("/./" + path.substring(1, at) + hex + path.substring(at + 1));
      }
    }
    return forms;
  }

  private static RouteRule guarded(List<PathMatch> paths) {
    RouteRule rule = GuardedFixture.guarded("/x");
    return new RouteRule(
        "paths",
        paths.stream().map(path -> RouteMatch.of(path, new MethodMatch.Any())).toList(),
        rule.filters(),
        rule.action(),
        rule.policies());
  }

  @ParameterizedTest
  @EnumSource(ProviderKind.class)
  void noSpellingOfAMethodPassesForAnother(ProviderKind kind) {
    try (GuardedFixture fixture =
            new GuardedFixture(kind, directory, config -> config.route("writes", writes()));
        LastingClient client = fixture.stranger()) {
      List<String> methods =
          List.of(
              "POST",
              "post",
              "Post",
              "pOST",
              "POST\t",
              "POST ",
              " POST",
              "POS",
              "POSTT",
              "P\u00d6ST",
              "PO%53T",
              "\"POST\"",
              "POST/",
              "DELETE",
              "PATCH",
              "PUT",
              "X".repeat(32));
      for (String method : methods) {
        for (String more :
            List.of(
                "X-A: b",
                "X-HTTP-Method-Override: POST",
                "X-HTTP-Method: POST",
                "X-Method-Override: POST",
                "X_HTTP_Method_Override: POST",
                "x-http-method-override: post")) {
          for (String target : List.of("/w", "/w?_method=POST", "/w?_method=DELETE")) {
            Optional<Wire.Message> answer = client.send(request(method, target, more));
            answer.ifPresent(
                each -> assertThat(each.status()).as(method).isNotIn(500, 502, 503, 504));
          }
        }
      }
      for (String more :
          List.of(
              "X-HTTP-Method-Override: POST",
              "X-HTTP-Method: DELETE",
              "X_Method_Override: POST",
              "X-HTTP-METHOD-OVERRIDE: POST\r\nX-HTTP-Method-Override: POST")) {
        assertThat(client.send(request("GET", "/w?_method=POST", more)).orElseThrow().status())
            .isEqualTo(200);
      }
      assertThat(fixture.seenGuarded()).isEmpty();
      assertThat(fixture.seenOpen()).isNotEmpty();
      for (Wire.Message seen : fixture.seenOpen()) {
        String method = seen.startLine().split(" ")[0];
        assertThat(method.equalsIgnoreCase("POST")).as(seen.startLine()).isFalse();
        assertThat(method).isNotIn("DELETE", "PATCH", "PUT");
        assertThat(seen.head().toLowerCase(Locale.ROOT).replace('_', '-'))
            .doesNotContain("method-override", "x-http-method");
      }
      fixture.verify();
    }
  }

  /** Writing below {@code /w} is for those who are known, reading for everybody. */
  private static RouteRule writes() {
    RouteRule rule = GuardedFixture.guarded("/w");
    return new RouteRule(
        "writes",
        List.of("POST", "PUT", "PATCH", "DELETE").stream()
            .map(method -> RouteMatch.of(new PathMatch.Prefix("/w"), new MethodMatch.Is(method)))
            .toList(),
        rule.filters(),
        rule.action(),
        rule.policies());
  }

  @ParameterizedTest
  @EnumSource(ProviderKind.class)
  void noSpellingOfAHostPassesForAnother(ProviderKind kind) {
    try (GuardedFixture fixture =
            new GuardedFixture(
                kind,
                directory,
                config ->
                    config.route(
                        new RouteSection(
                            Config.key("hosts"),
                            1,
                            0,
                            List.of(
                                new HostPattern.Exact("b.test"),
                                new HostPattern.Wildcard("w.test")),
                            List.of(GuardedFixture.guarded("/")))));
        LastingClient client = fixture.stranger()) {
      for (String host :
          List.of(
              "b.test",
              "B.TEST",
              "b.test.",
              "b.test:80",
              "b.test:",
              "b.test:0",
              "b.test:99999",
              "b.test..",
              ".b.test",
              "b%2etest",
              "b.test%00",
              "b.test\t",
              "b.test ",
              "x@b.test",
              "b.test@x",
              "a.test,b.test",
              "b.test, a.test",
              "a.test b.test",
              "b.test/",
              "b.test#",
              "b.test?",
              "b_test",
              "b.test\\",
              "[b.test]",
              "b.te\u00adst",
              "\uff42.test",
              "x.w.test",
              "X.W.Test",
              "x.w.test.",
              "a.x.w.test",
              "b.test:8080",
              "b.test:80:80")) {
        String plain = "GET /x HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        for (String form :
            List.of(
                plain,
                "GET /x HTTP/1.1\r\nHost: a.test\r\nHost: " + host + "\r\n\r\n",
                "GET /x HTTP/1.1\r\nHost: " + host + "\r\nHost: a.test\r\n\r\n",
                "GET http://" + host + "/x HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET http://a.test/x HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
                "GET http://" + host + "/x HTTP/1.0\r\n\r\n",
                "GET /x HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-Host: " + host + "\r\n\r\n",
                "GET /x HTTP/1.1\r\nhOsT: " + host + "\r\n\r\n",
                "GET /x HTTP/1.1\r\nHost:" + host + "\r\n\r\n",
                "GET /x HTTP/1.1\r\nHost : " + host + "\r\n\r\n",
                "GET /x HTTP/1.1\r\nHost: a.test\r\n " + host + "\r\n\r\n")) {
          Optional<Wire.Message> answer = client.send(form);
          answer.ifPresent(each -> assertThat(each.status()).as(form).isLessThan(500));
        }
      }
      assertThat(fixture.seenGuarded()).isEmpty();
      for (Wire.Message seen : fixture.seenOpen()) {
        List<String> hosts = seen.all("Host");
        assertThat(hosts).hasSize(1);
        String host = hosts.getFirst().toLowerCase(Locale.ROOT).replaceAll("\\.?(:[0-9]*)?$", "");
        assertThat(host).as(seen.head()).isNotEqualTo("b.test").doesNotEndWith(".w.test");
        assertThat(seen.first("X-Forwarded-Host")).isEqualTo(hosts.getFirst());
      }
      fixture.verify();
    }
  }

  /**
   * What follows a request on its connection is a request of its own, but where the connection is
   * the credential.
   */
  @ParameterizedTest
  @EnumSource(value = ProviderKind.class, mode = EnumSource.Mode.EXCLUDE, names = "CERTIFICATE")
  void nobodyPassesOnTheCredentialOfTheRequestBefore(ProviderKind kind) {
    try (GuardedFixture fixture = new GuardedFixture(kind, directory)) {
      KnownClient alice = fixture.client();
      String known = request("GET", alice.target("/team"), alice.with());
      String stranger = request("GET", "/team");
      String open = request("GET", "/x");
      String carrying = request("POST", "/x", "Content-Length: " + known.length()) + known;
      int good = 0;
      for (List<String> burst :
          List.of(
              List.of(known, stranger),
              List.of(stranger, known, stranger),
              List.of(open, stranger, known),
              List.of(carrying, stranger),
              List.of(known, known, stranger, open, stranger))) {
        try (Wire wire = fixture.gateway().client()) {
          wire.send(String.join("", burst));
          for (String each : burst) {
            int status = wire.response().status();
            assertThat(status).as(each).isEqualTo(each.equals(stranger) ? 401 : 200);
            good += each.equals(known) ? 1 : 0;
          }
        }
      }
      assertThat(fixture.seenGuarded()).hasSize(good);
      fixture.verify(alice.outbound().getAsInt());
    }
  }
}
