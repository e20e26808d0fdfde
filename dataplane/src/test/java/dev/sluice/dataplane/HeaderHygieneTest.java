package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.Wire;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** V1, V5, V6 and HI12: what a client may say in headers, and what the backend then hears. */
final class HeaderHygieneTest {
  private static final AttackFixture attack = new AttackFixture();

  @AfterAll
  static void stop() {
    attack.close();
  }

  @Test
  void controlCharactersInHeadersNeverPass() {
    for (String field :
        List.of(
            "X-A: a\u0000b", "X-A: a\u0007b", "X-A: a\rb", "X-A: a\u007fb", "X A: b", "X-A : b")) {
      attack.refusesBare(request("GET", "/", field));
    }
  }

  @Test
  void headersThatSpeakForAGatewayAreNotForwarded() {
    List<String> names =
        List.of(
            "Forwarded",
            "X-Forwarded-Prefix",
            "X-Forwarded-Server",
            "X-Forwarded-Client-Cert",
            "X-Forwarded",
            "Forwarded-For",
            "Client-IP",
            "Remote_User",
            "X-Host",
            "X-Real-IP",
            "X-Original-URL",
            "X-Original-Host",
            "X-Rewrite-URL",
            "True-Client-IP",
            "CF-Connecting-IP",
            "X-Client-IP",
            "X-Cluster-Client-IP",
            "X-Envoy-External-Address",
            "X-Envoy-Anything",
            "X-HTTP-Method-Override",
            "X-HTTP-Method",
            "X-Method-Override",
            "X_Forwarded_For",
            "X-Forwarded_For",
            "x_real_ip",
            "X_Request_Id",
            "Content_Length",
            "Proxy");
    for (String name : names) {
      Wire.Message seen = attack.forwarded(request("GET", "/", name + ": evil"));
      assertThat(seen.all(name)).as(name).isEmpty();
      assertThat(seen.fields()).as(name).noneMatch(field -> field.contains("evil"));
    }
  }

  @Test
  void forwardingHeadersAreWrittenAfresh() {
    Wire.Message seen =
        attack.forwarded(
            request(
                "GET",
                "/",
                "X-Forwarded-For: 1.2.3.4",
                "X-Forwarded-Host: evil.test",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Port: 443",
                "Forwarded: for=1.2.3.4"));
    assertThat(seen.all("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(seen.all("X-Forwarded-Host")).containsExactly("a.test");
    assertThat(seen.all("X-Forwarded-Proto")).containsExactly("http");
    assertThat(seen.all("X-Forwarded-Port"))
        .containsExactly(Integer.toString(attack.gateway().port()));
    assertThat(seen.all("Via")).containsExactly("1.1 sluice");
  }

  @Test
  void aClientCannotNominateTheGatewaysHeadersAway() {
    for (String option :
        List.of(
            "X-Forwarded-For",
            "x-request-id",
            "Host",
            "Via",
            "Content-Length",
            "traceparent",
            "close, X_Forwarded_For",
            "Authorization",
            "bad option",
            "a@b")) {
      attack.refuses(request("GET", "/", "Connection: " + option), 400, "INVALID_HEADER");
    }
  }

  @Test
  void otherNominatedHeadersAreRemovedAsAreHopByHopOnes() {
    Wire.Message seen =
        attack.forwarded(
            request(
                "GET",
                "/",
                "Connection: keep-alive, X-Hop",
                "X-Hop: 1",
                "Keep-Alive: timeout=5",
                "TE: trailers",
                "Proxy-Authorization: Basic x",
                "X-Kept: 1"));
    for (String name : List.of("X-Hop", "Connection", "Keep-Alive", "TE", "Proxy-Authorization")) {
      assertThat(seen.all(name)).as(name).isEmpty();
    }
    assertThat(seen.all("X-Kept")).containsExactly("1");
  }

  @Test
  void closeAmongOtherOptionsEndsTheConnection() {
    for (String options : List.of("close", "TE, close", "close, X-Hop")) {
      try (Wire client = attack.gateway().client()) {
        Wire.Message answer = client.send(request("GET", "/", "Connection: " + options)).response();
        assertThat(answer.status()).as(options).isEqualTo(200);
        assertThat(answer.first("Connection")).as(options).isEqualTo("close");
        assertThat(client.endsCleanly()).as(options).isTrue();
      }
    }
  }

  @Test
  void tooManyOrTooLargeHeadersAre431() {
    String[] many = new String[120];
    java.util.Arrays.setAll(many, i -> "X-" + i + ": v");
    attack.refuses(request("GET", "/", many), 431, "HEADERS_TOO_LARGE");
    attack.refuses(request("GET", "/", "X-Large: " + "v".repeat(40_000)), 431, "HEADERS_TOO_LARGE");
  }

  @Test
  void aTargetThatIsTooLongIs414() {
    attack.refuses(request("GET", "/" + "a".repeat(9_000)), 414, "URI_TOO_LONG");
    attack.refuses(request("GET", "/?" + "a".repeat(9_000)), 414, "URI_TOO_LONG");
  }
}
