package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.Stickiness;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.WeightedTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StickySplitTest {
  private static final Stickiness COOKIE = new Stickiness.ByCookie("variant", 3_600);

  private final ScriptedBackend a = answering("a");
  private final ScriptedBackend b = answering("b");

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  StickySplitTest() {}

  @AfterEach
  void stop() {
    a.close();
    b.close();
  }

  private static ScriptedBackend answering(String name) {
    return ScriptedBackend.answering(
        "HTTP/1.1 200 OK\r\nSet-Cookie: own=" + name + "\r\nContent-Length: 1\r\n\r\n" + name);
  }

  private Config config(int weightOfA, int weightOfB, Stickiness stickiness) {
    return new Config()
        .clientAddress(new ClientAddress.TrustedHops(1, "x-forwarded-for"))
        .backend("a", a.endpoint())
        .backend("b", b.endpoint())
        .route(
            "r",
            Config.rule(
                "/",
                new RouteAction.Forward(
                    List.of(target("a", weightOfA), target("b", weightOfB)), stickiness)));
  }

  private static WeightedTarget target(String backend, int weight) {
    return new WeightedTarget(new Target.Backend(Config.key(backend)), weight);
  }

  private static String setCookie(Wire.Message answer) {
    return answer.all("Set-Cookie").stream()
        .filter(line -> line.startsWith("variant="))
        .findFirst()
        .orElse("");
  }

  private static String pair(String setCookie) {
    return "Cookie: " + setCookie.substring(0, setCookie.indexOf(';'));
  }

  @Test
  void aClientKeepsItsVariantAsWeightsMove() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(1, 1, COOKIE))) {
      List<String> cookies = new ArrayList<>();
      List<String> variants = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Wire.Message first = gateway.get("/");
        cookies.add(pair(setCookie(first)));
        variants.add(first.text());
      }
      for (int weightOfB : new int[] {1, 99, 1_000_000}) {
        gateway.apply(config(1, weightOfB, COOKIE));
        for (int i = 0; i < cookies.size(); i++) {
          Wire.Message again = gateway.exchange(request("GET", "/", cookies.get(i)));
          assertThat(again.text()).isEqualTo(variants.get(i));
          assertThat(setCookie(again)).as("the cookie stays as it is").isEmpty();
        }
      }
    }
  }

  @Test
  void theCookieStandsBesideThoseOfTheBackendAndNamesNothingInternal() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(1, 1, COOKIE))) {
      Wire.Message answer = gateway.get("/");
      assertThat(answer.all("Set-Cookie")).contains("own=" + answer.text()).hasSize(2);
      assertThat(setCookie(answer))
          .matches(
              "variant=[\\w-]{8}\\.[0-9a-z]+\\.[\\w-]{22}; Path=/; Max-Age=3600; HttpOnly;"
                  + " SameSite=Lax");
      Wire.Message secure =
          gateway.exchange(
              request("GET", "/", "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https"));
      assertThat(setCookie(secure)).endsWith("; Secure");
    }
  }

  @Test
  void aVariantWithoutWeightIsLeftForAnother() {
    try (ScriptedBackend c = answering("c");
        GatewayFixture gateway = GatewayFixture.serving(config(0, 1, COOKIE))) {
      assertThat(setCookie(gateway.get("/"))).as("there is nothing to choose").isEmpty();
      gateway.apply(config(1_000_000, 1, COOKIE));
      String cookie = pair(setCookie(gateway.get("/")));
      Config gone =
          config(0, 1, COOKIE)
              .backend("c", c.endpoint())
              .route(
                  "c",
                  Config.rule(
                      "/c",
                      new RouteAction.Forward(List.of(target("b", 1), target("c", 1)), COOKIE)));
      gateway.apply(gone);
      Wire.Message moved = gateway.exchange(request("GET", "/c", cookie));
      assertThat(moved.text()).isIn("b", "c");
      assertThat(setCookie(moved)).isNotEmpty();
      assertThat(gateway.exchange(request("GET", "/c", pair(setCookie(moved)))).text())
          .isEqualTo(moved.text());
    }
  }

  @Test
  void aForgedCookieChoosesNothing() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(1_000_000, 1, COOKIE))) {
      String good = pair(setCookie(gateway.get("/")));
      String forged = good.substring(0, good.length() - 1) + (good.endsWith("A") ? "Q" : "A");
      assertThat(setCookie(gateway.exchange(request("GET", "/", forged)))).isNotEmpty();
      assertThat(setCookie(gateway.exchange(request("GET", "/", good)))).isEmpty();
    }
  }

  @Test
  void theShareOfAMissingBackendIsNobodysForGood() {
    RouteAction half =
        new RouteAction.Forward(
            List.of(
                target("a", 1),
                new WeightedTarget(
                    new Target.Unresolved(Config.key("gone"), "BackendNotFound"), 1_000_000)),
            COOKIE);
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            new Config().backend("a", a.endpoint()).route("r", Config.rule("/", half)))) {
      Wire.Message answer = gateway.get("/");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(setCookie(answer)).isEmpty();
    }
  }

  @Test
  void replicasWithOneKeyUnderstandEachOther() throws IOException {
    Path key = Files.write(directory.resolve("key"), "k".repeat(32).getBytes());
    DataplaneOptions options = GatewayFixture.options().withCookieKeyFile(key);
    try (GatewayFixture one = GatewayFixture.start(options);
        GatewayFixture other = GatewayFixture.start(options);
        GatewayFixture stranger = GatewayFixture.serving(config(1, 1, COOKIE))) {
      one.apply(config(1, 1, COOKIE));
      other.apply(config(1, 1, COOKIE));
      Wire.Message first = one.get("/");
      String cookie = pair(setCookie(first));
      Wire.Message second = other.exchange(request("GET", "/", cookie));
      assertThat(second.text()).isEqualTo(first.text());
      assertThat(setCookie(second)).isEmpty();
      assertThat(setCookie(stranger.exchange(request("GET", "/", cookie)))).isNotEmpty();
    }
  }

  @Test
  void aHeaderChoosesAlwaysAlikeAndMovesOnlyWhomItMust() {
    Stickiness byUser = new Stickiness.ByHeader("x-user");
    try (GatewayFixture gateway = GatewayFixture.serving(config(90, 10, byUser));
        Wire client = gateway.client()) {
      List<String> before = variants(client, "X-User: user-");
      assertThat(variants(client, "X-User: user-")).isEqualTo(before);
      assertThat(count(before, "b")).isCloseTo(40, within(20L));
      gateway.apply(config(80, 20, byUser));
      List<String> after = variants(client, "X-User: user-");
      assertThat(count(after, "b")).isCloseTo(80, within(25L));
      for (int i = 0; i < before.size(); i++) {
        assertThat(before.get(i) + after.get(i)).as("nobody goes back").isNotEqualTo("ba");
      }
    }
  }

  @Test
  void theClientsAddressChoosesBehindTheTrustedProxy() {
    try (GatewayFixture gateway =
            GatewayFixture.serving(config(1, 1, new Stickiness.ByClientAddress()));
        Wire client = gateway.client()) {
      List<String> variants = variants(client, "X-Forwarded-For: 2001:db8::");
      assertThat(variants(client, "X-Forwarded-For: 2001:db8::")).isEqualTo(variants);
      assertThat(count(variants, "a")).isCloseTo(200, within(50L));
    }
  }

  @Test
  void withoutTheHeaderWeightDecides() {
    Stickiness byUser = new Stickiness.ByHeader("x-user");
    try (GatewayFixture gateway = GatewayFixture.serving(config(1, 1, byUser));
        Wire client = gateway.client()) {
      List<String> variants = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        variants.add(client.send(request("GET", "/")).response().text());
      }
      assertThat(variants).contains("a", "b");
    }
  }

  @Test
  void everyWeightGetsItsShareAndTheMissingBackends500ToItsOwn() {
    RouteAction split =
        new RouteAction.Forward(
            List.of(
                target("a", 70),
                target("b", 0),
                new WeightedTarget(
                    new Target.Unresolved(Config.key("gone"), "BackendNotFound"), 30)));
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("a", a.endpoint())
                    .backend("b", b.endpoint())
                    .route("r", Config.rule("/", split)));
        Wire client = gateway.client()) {
      long failed = 0;
      for (int i = 0; i < 2_000; i++) {
        failed += client.send(request("GET", "/")).response().status() == 500 ? 1 : 0;
      }
      // Seven standard deviations: once in a hundred thousand million runs.
      assertThat(failed).isCloseTo(600, within(145L));
      assertThat(b.accepted()).isZero();
    }
  }

  private static List<String> variants(Wire client, String header) {
    List<String> variants = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      variants.add(client.send(request("GET", "/", header + i)).response().text());
    }
    return variants;
  }

  private static long count(List<String> variants, String variant) {
    return variants.stream().filter(variant::equals).count();
  }
}
