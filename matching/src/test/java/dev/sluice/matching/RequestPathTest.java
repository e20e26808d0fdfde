package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.matching.RequestPath.Normalized;
import dev.sluice.matching.RequestPath.Reason;
import dev.sluice.matching.RequestPath.Refused;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestPathTest {
  @ParameterizedTest
  @CsvSource({
    "'', /",
    "/, /",
    "//, /",
    "//admin, /admin",
    "///admin, /admin",
    "/./admin, /admin",
    "/x/../admin, /admin",
    "/a/../../admin, /admin",
    "/.., /",
    "/., /",
    "/../, /",
    "/a/., /a/",
    "/a/.., /",
    "/a/b/.., /a/",
    "/a/b/../, /a/",
    "/a//../b, /b",
    "/a/b//, /a/b/",
    "/%61dmin, /admin",
    "/%2e/admin, /admin",
    "/%2E/admin, /admin",
    "/x/%2e%2e/admin, /admin",
    "/x/.%2e/admin, /admin",
    "/a%7eb%2Dc%5f, /a~b-c_",
    "/a%20b, /a%20b",
    "/admin%20, /admin%20",
    "/admin., /admin.",
    "/..., /...",
    "/.well-known/x, /.well-known/x",
    "/a/.b/..c, /a/.b/..c",
    "/%2561dmin, /%2561dmin",
    "/x/%252e%252e/admin, /x/%252e%252e/admin",
    "/caf%c3%a9, /caf%C3%A9",
    "/%e2%82%ac/%f0%9f%98%80, /%E2%82%AC/%F0%9F%98%80",
    "/a%3db, /a%3Db",
    "/Admin, /Admin",
    "/a:b@c!$&'()*+=, /a:b@c!$&'()*+=",
    "'/a,b', '/a,b'",
  })
  void oneFormForEachPath(String raw, String normal) {
    assertThat(RequestPath.normalize(raw)).isEqualTo(new Normalized(normal));
    assertThat(RequestPath.normalize(normal)).isEqualTo(new Normalized(normal));
  }

  @ParameterizedTest
  @CsvSource({
    "*, NOT_ABSOLUTE",
    "admin, NOT_ABSOLUTE",
    "http://host/admin, NOT_ABSOLUTE",
    "/x%2f..%2fadmin, ENCODED_SLASH",
    "/%2fadmin, ENCODED_SLASH",
    "/admin%2F, ENCODED_SLASH",
    "/x/..%2fadmin, ENCODED_SLASH",
    "/x/..%5cadmin, ENCODED_BACKSLASH",
    "/%5Cadmin, ENCODED_BACKSLASH",
    "'/x\\..\\admin', BACKSLASH",
    "/;/admin, SEMICOLON",
    "/;a=b/admin, SEMICOLON",
    "/x/..;/admin, SEMICOLON",
    "/admin;x, SEMICOLON",
    "/admin%3bx, SEMICOLON",
    "/admin%3Bx, SEMICOLON",
    "/admin%00, CONTROL_CHARACTER",
    "/admin%09, CONTROL_CHARACTER",
    "/admin%0d%0a, CONTROL_CHARACTER",
    "/admin%7f, CONTROL_CHARACTER",
    "/admin%c2%85, CONTROL_CHARACTER",
    "/%c0%ae%c0%ae/admin, INVALID_UTF8",
    "/%e0%80%af, INVALID_UTF8",
    "/%ed%a0%80, INVALID_UTF8",
    "/%f0%80%80%af, INVALID_UTF8",
    "/%f4%90%80%80, INVALID_UTF8",
    "/%ff, INVALID_UTF8",
    "/%c3, INVALID_UTF8",
    "/%c3x, INVALID_UTF8",
    "/%c3%, INVALID_UTF8",
    "/%a9, INVALID_UTF8",
    "/%zz, BROKEN_ESCAPE",
    "/%, BROKEN_ESCAPE",
    "/%4, BROKEN_ESCAPE",
    "/%u0041, BROKEN_ESCAPE",
    "/admin#f, FRAGMENT",
    "/admin?x, QUERY",
    "/é, NON_ASCII",
    "/a b, ILLEGAL_CHARACTER",
    "/<a>, ILLEGAL_CHARACTER",
    "/{a}, ILLEGAL_CHARACTER",
  })
  void dangerousFormsAreRefused(String raw, Reason reason) {
    assertThat(RequestPath.normalize(raw)).isEqualTo(new Refused(reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a\u0000b", "/a\tb", "/a\r\nb", "/a\u007f"})
  void rawControlCharactersAreRefused(String raw) {
    assertThat(RequestPath.normalize(raw)).isEqualTo(new Refused(Reason.CONTROL_CHARACTER));
  }

  @Test
  void aNormalPathIsReturnedAsItIs() {
    String raw = "/orders/7/items".concat("/3");
    assertThat(RequestPath.normalize(raw))
        .isInstanceOfSatisfying(Normalized.class, it -> assertThat(it.path()).isSameAs(raw));
  }

  /** Whatever comes in: normal means safe, and normalising again changes nothing. */
  @Test
  void whatComesOutIsSafe() {
    String[] pieces = {
      "/", ".", "..", "%2e", "%2E%2e", "a", "%61", "%25", "%2", "%c3%a9", "%", "//", "b.c", "%20",
      "/./", "/../"
    };
    Random random = new Random(7);
    for (int round = 0; round < 50_000; round++) {
      StringBuilder raw = new StringBuilder("/");
      for (int i = random.nextInt(12); i > 0; i--) {
        raw.append(pieces[random.nextInt(pieces.length)]);
      }
      if (RequestPath.normalize(raw.toString()) instanceof Normalized(String path)) {
        assertThat(path).as("of %s", raw).startsWith("/").doesNotContain("//", "/./", "/../");
        assertThat(path).doesNotEndWith("/.").doesNotEndWith("/..");
        assertThat(RequestPath.normalize(path)).isEqualTo(new Normalized(path));
      }
    }
  }
}
