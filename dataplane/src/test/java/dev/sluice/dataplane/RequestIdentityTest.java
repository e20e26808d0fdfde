package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.Wire;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** P7: every request has an id and a trace, made here or kept. */
final class RequestIdentityTest {
  private static final AttackFixture attack = new AttackFixture();
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

  @AfterAll
  static void stop() {
    attack.close();
  }

  @Test
  void anIdIsMadeSentOnAndReturned() {
    Wire.Message answer = attack.send(request("GET", "/"));
    String id = answer.first("X-Request-Id");
    assertThat(id).matches("[0-9a-f]{32}");
    assertThat(attack.backend().lastRequest().all("X-Request-Id")).containsExactly(id);
    assertThat(attack.send(request("GET", "/")).first("X-Request-Id")).isNotEqualTo(id);
  }

  @Test
  void aHarmlessIdIsKept() {
    Wire.Message answer = attack.send(request("GET", "/", "X-Request-Id: My.id_1~2-3"));
    assertThat(answer.all("X-Request-Id")).containsExactly("My.id_1~2-3");
    assertThat(attack.backend().lastRequest().all("X-Request-Id")).containsExactly("My.id_1~2-3");
  }

  @Test
  void anyOtherIdIsReplaced() {
    for (String field :
        List.of(
            "X-Request-Id: a b",
            "X-Request-Id: \"x\"",
            "X-Request-Id: <script>",
            "X-Request-Id: ",
            "X-Request-Id: " + "a".repeat(129),
            "X-Request-Id: a\r\nX-Request-Id: b")) {
      Wire.Message answer = attack.send(request("GET", "/", field));
      assertThat(answer.first("X-Request-Id")).as(field).matches("[0-9a-f]{32}");
      assertThat(attack.backend().lastRequest().all("X-Request-Id")).hasSize(1);
    }
  }

  @Test
  void aRefusalCarriesTheIdInHeaderAndBody() {
    Wire.Message answer = attack.send(request("GET", "/%00", "X-Request-Id: abc"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.first("X-Request-Id")).isEqualTo("abc");
    assertThat(answer.text()).contains("\"requestId\":\"abc\"");
  }

  @Test
  void aTraceIsStartedOrContinuedWithASpanOfOurOwn() {
    assertThat(attack.forwarded(request("GET", "/")).first("traceparent"))
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    Wire.Message seen =
        attack.forwarded(request("GET", "/", "traceparent: " + PARENT, "tracestate: a=1"));
    assertThat(seen.first("traceparent"))
        .matches("00-" + TRACE + "-[0-9a-f]{16}-01")
        .isNotEqualTo(PARENT);
    assertThat(seen.first("tracestate")).isEqualTo("a=1");
  }

  @Test
  void anInvalidTraceIsNotContinuedNorItsState() {
    for (String parent :
        List.of(
            "00-" + "0".repeat(32) + "-b7ad6b7169203331-01",
            "00-" + TRACE + "-" + "0".repeat(16) + "-01",
            "ff-" + TRACE + "-b7ad6b7169203331-01",
            PARENT + "-extra",
            PARENT.toUpperCase(java.util.Locale.ROOT),
            "garbage")) {
      Wire.Message seen =
          attack.forwarded(request("GET", "/", "traceparent: " + parent, "tracestate: a=1"));
      assertThat(seen.first("traceparent")).as(parent).doesNotContain(TRACE);
      assertThat(seen.all("tracestate")).as(parent).isEmpty();
    }
  }
}
