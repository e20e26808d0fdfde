package dev.sluice.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OriginRulesTest {
  private static final OriginRules RULES =
      OriginRules.of(
          List.of(
              "https://good.example",
              "https://app.good.example:8443",
              "https://*.wild.example",
              "http://*.wild.example:3000",
              "regex:https://(app|admin)-[0-9]+\\.regex\\.example",
              "regex:.*\\.loose\\.example",
              "https://xn--bcher-kva.example",
              "https://192.0.2.7",
              "https://[2001:db8::1]",
              "capacitor://localhost"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://good.example",
        "https://app.good.example:8443",
        "https://a.wild.example",
        "https://a.b.c.wild.example",
        "http://a.wild.example:3000",
        "https://app-1.regex.example",
        "https://admin-42.regex.example",
        "http://x.loose.example",
        "https://xn--bcher-kva.example",
        "https://192.0.2.7",
        "https://[2001:db8::1]",
        "capacitor://localhost"
      })
  void whatIsMeantPasses(String origin) {
    assertThat(RULES.allow(origin)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "*",
        "null",
        "NULL",
        "http://good.example",
        "wss://good.example",
        "https://good.example:443",
        "https://good.example:8443",
        "https://good.example:0443",
        "https://good.example.",
        "https://good.example/",
        "https://good.example/path",
        "https://good.example?x",
        "https://good.example#x",
        "https://good.example ",
        " https://good.example",
        "https://Good.example",
        "HTTPS://good.example",
        "https:// good.example",
        "https://good.example.evil.com",
        "https://good.example:8443.evil.com",
        "https://good.example@evil.com",
        "https://evil.com@good.example",
        "https://evilgood.example",
        "https://good.exampleevil.com",
        "https://good-example",
        "https://goodXexample",
        "https://good.example\u0000.evil.com",
        "https://good.example%00.evil.com",
        "https://good.example%2eevil.com",
        "https://good.example\\.evil.com",
        "https://good.example,https://evil.com",
        "https://good.example https://evil.com",
        "https://evil.com https://good.example",
        "https:/good.example",
        "https:good.example",
        "//good.example",
        "good.example",
        "https://https://good.example",
        "blob:https://good.example",
        "file://",
        "file:///good.example",
        "javascript://good.example",
        "data:text/html,https://good.example",
        "https://wild.example",
        "https://.wild.example",
        "https://*.wild.example",
        "https://a..wild.example",
        "https://-a.wild.example",
        "https://a-.wild.example",
        "https://a.wild.example.",
        "https://a.wild.example:8443",
        "https://a.wild.example:3000",
        "http://a.wild.example",
        "http://a.wild.example:30000",
        "http://a.wild.example:03000",
        "https://evil-wild.example",
        "https://evilwild.example",
        "https://a.wild.example.evil.com",
        "https://evil.com/.wild.example",
        "https://evil.com?.wild.example",
        "https://evil.com#.wild.example",
        "https://evil.com\\.wild.example",
        "https://evil.com:443.wild.example",
        "https://evil.com:1@a.wild.example",
        "https://evil.com,a.wild.example",
        "https://evil.com .wild.example",
        "https://evil.com\t.wild.example",
        "https://evil.com%2f.wild.example",
        "https://evil.com;.wild.example",
        "https://evil.com`.wild.example",
        "https://evil.com{.wild.example",
        "https://evil.com!.wild.example",
        "https://evil.com$.wild.example",
        "https://evil.com&.wild.example",
        "https://evil.com'.wild.example",
        "https://evil.com(.wild.example",
        "https://evil.com+.wild.example",
        "https://evil.com=.wild.example",
        "https://evil.com|.wild.example",
        "https://evil.com~.wild.example",
        "https://evil.com\u007f.wild.example",
        "https://evil\u3002com.wild.example",
        "https://evil\uff0ecom.wild.example",
        "https://a.w\u0456ld.example",
        "https://a.WILD.example",
        "https://[::1].wild.example",
        "https://xapp-1.regex.example",
        "https://app-1.regex.example.evil.com",
        "https://app-1.regex.example/",
        "https://app-.regex.example",
        "https://app-1xregex.example",
        "https://evil.com/https://app-1.regex.example",
        "https://app-1.regex.example\n",
        "https://evil.com\nhttps://app-1.regex.example",
        "https://evil.com/x.loose.example",
        "https://evil.com#x.loose.example",
        "https://user@x.loose.example",
        "x.loose.example",
        "null.loose.example",
        "https://x.loose.example.",
        "https://b\u00fccher.example",
        "https://192.0.2.07",
        "https://192.0.2.7.",
        "https://3221225991",
        "https://0xc0000207",
        "https://192.0.519",
        "https://[2001:DB8::1]",
        "https://[2001:db8:0::1]",
        "https://[2001:db8:0:0:0:0:0:1]",
        "https://[2001:db8::1%25eth0]",
        "https://2001:db8::1",
        "https://[2001:db8::1",
        "https://2001:db8::1]",
        "capacitor://localhost:80",
        "ionic://localhost"
      })
  void nothingElsePasses(String origin) {
    assertThat(RULES.allow(origin)).isFalse();
  }

  @Test
  void anOriginThatIsVeryLongIsNone() {
    assertThat(RULES.allow("https://" + "a.".repeat(300) + "wild.example")).isFalse();
  }

  @Test
  void nobodyPassesByCaseOrWhiteSpaceAroundAKnownOrigin() {
    String known = "https://good.example";
    for (int i = 0; i < known.length(); i++) {
      for (String other : List.of(" ", "\t", ".", "%", "\u0000", "A", "@", "/", ":")) {
        assertThat(RULES.allow(known.substring(0, i) + other + known.substring(i))).isFalse();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://good.example/ | write https://good.example",
        "https://Good.Example | write https://good.example",
        "https://good.example:443 | write https://good.example",
        "http://good.example:80 | write http://good.example",
        "good.example | no scheme",
        "*.good.example | no scheme",
        "https://* | wildcard where none may stand",
        "https://*good.example | wildcard where none may stand",
        "https://a.*.example | wildcard where none may stand",
        "https://*.*.example | wildcard where none may stand",
        "https://*.good.example/ | write https://good.example",
        "https://good.example:* | wildcard",
        "https://*.192.0.2.7 | before an address",
        "https://*.[2001:db8::1] | before an address",
        "https://good.example:0 | port",
        "https://good.example:65536 | port",
        "https://good.example. | label",
        "https:// | is empty",
        "://good.example | no valid scheme",
        "1a://good.example | no valid scheme",
        "https://b\u00fccher.example | ASCII",
        "https://u@good.example | host",
        "regex:( | no regular expression",
        "regex:(?=a)a | look-around"
      })
  void whatCannotBeMeantIsExplained(String written, String cause) {
    assertThat(OriginPattern.parse(written))
        .isInstanceOfSatisfying(
            OriginPattern.Parsed.Invalid.class,
            invalid -> assertThat(invalid.cause()).contains(cause));
  }

  @ParameterizedTest
  @CsvSource({
    "*,true",
    "regex:.*,true",
    "regex:https?://.+,true",
    "regex:https://[^/]*,true",
    "regex:^https://.*$,true",
    "https://good.example,false",
    "https://*.good.example,false",
    "regex:https://.*\\.good\\.example,false",
    "null,false"
  })
  void whatTakesAnySiteIsKnown(String written, boolean open) {
    assertThat(OriginPattern.parse(written))
        .isInstanceOfSatisfying(
            OriginPattern.Parsed.Valid.class,
            valid -> assertThat(valid.pattern().isOpen()).isEqualTo(open));
  }
}
