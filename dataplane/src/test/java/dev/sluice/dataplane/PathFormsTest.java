package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** V7: one normal form of the path, matched and forwarded. {@code /admin} is closed. */
final class PathFormsTest {
  private static final AttackFixture attack = new AttackFixture();

  @AfterAll
  static void stop() {
    attack.close();
  }

  private static int status(String target) {
    return attack.send(request("GET", target)).status();
  }

  @Test
  void noSpellingOfAPathGoesAroundItsRule() {
    for (String target :
        List.of(
            "/admin",
            "/admin/",
            "/admin/x",
            "/admin?x",
            "//admin",
            "///admin",
            "/./admin",
            "/x/../admin",
            "/a/../../admin",
            "/%61dmin",
            "/%2e/admin",
            "/x/%2e%2e/admin",
            "/x/.%2e/admin",
            "http://a.test/admin")) {
      assertThat(status(target)).as(target).isEqualTo(403);
    }
  }

  @Test
  void formsThatReadersDisagreeAboutAreRefused() {
    for (String target :
        List.of(
            "/x%2f..%2fadmin",
            "/%2fadmin",
            "/admin%2f",
            "/x/..%5cadmin",
            "/%5cadmin",
            "/;/admin",
            "/;a=b/admin",
            "/x/..;/admin",
            "/..;/admin",
            "/admin;x",
            "/admin%3bx",
            "/admin%00",
            "/admin%09",
            "/%c0%ae%c0%ae/admin",
            "/%e0%80%af")) {
      attack.refuses(request("GET", target), 400, "DANGEROUS_PATH");
    }
  }

  @Test
  void whatTheParserCannotReadIsABare400() {
    for (String target : List.of("/x\\..\\admin", "/admin#f", "/%zz", "/%", "*")) {
      attack.refusesBare(request("GET", target));
    }
  }

  @Test
  void anAbsoluteTargetIsPlainHttpWithoutUserInformation() {
    for (String target : List.of("http://evil.test@a.test/x", "ftp://a.test/x")) {
      attack.refuses(request("GET", target), 400, "INVALID_HOST");
    }
    attack.refusesBare(request("GET", "http://u:p@a.test/x"));
    assertThat(attack.forwarded(request("GET", "HTTP://a.test/x@y")).startLine())
        .isEqualTo("GET /x@y HTTP/1.1");
  }

  @Test
  void distinctPathsStayDistinctAndAreForwardedAsTheyAre() {
    for (String target : List.of("/Admin", "/ADMIN", "/admin%20", "/admin.", "/%2561dmin")) {
      assertThat(attack.forwarded(request("GET", target)).startLine())
          .isEqualTo("GET " + target + " HTTP/1.1");
    }
  }

  @Test
  void theBackendSeesTheNormalFormAndTheQueryUntouched() {
    assertThat(attack.forwarded(request("GET", "//a/./b/../%63?q=%0d%0a&r=//x/../y;z")).startLine())
        .isEqualTo("GET /a/c?q=%0d%0a&r=//x/../y;z HTTP/1.1");
    assertThat(attack.forwarded(request("GET", "http://a.test")).startLine())
        .isEqualTo("GET / HTTP/1.1");
  }
}
