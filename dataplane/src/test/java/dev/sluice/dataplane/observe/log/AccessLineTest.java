package dev.sluice.dataplane.observe.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

final class AccessLineTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void aLineSaysAllThatIsKnown() {
    assertThat(Entries.line(Entries.entry("/orders", "page=2")))
        .isEqualTo(
            """
            {"time":"2026-01-01T00:00:00.007Z","requestId":"request-1",\
            "traceId":"0af7651916cd43dd8448eb211c80319c","client":"203.0.113.9","peer":"10.0.0.1",\
            "method":"GET","host":"shop.example.com","path":"/orders","query":"page=2",\
            "protocol":"HTTP/1.1","status":504,"reason":"UPSTREAM_TIMEOUT","detail":"after 5 s",\
            "route":"shop/orders","rule":"list","provider":"idp","user":"jane","backend":"shop/orders-backend",\
            "endpoint":"[fd00::7]:8080","attempts":2,"bytesIn":11,"bytesOut":22,\
            "durationMs":1.234,"timings":{"route":0.001,"connect":2.000,"send":0.003},\
            "userAgent":"agent","upgraded":false}
            """);
  }

  @Test
  void whatHasNoValueIsLeftOut() {
    assertThat(Entries.line(Entries.unrouted()))
        .isEqualTo(
            """
            {"time":"1970-01-01T00:00:00.000Z","requestId":"r","method":"GET","path":"/",\
            "protocol":"HTTP/1.1","status":404,"reason":"NO_ROUTE","attempts":0,"bytesIn":0,\
            "bytesOut":0,"durationMs":0.001,"timings":{},"upgraded":false}
            """);
  }

  @Test
  void aClientCannotForgeALineOrAMember() throws Exception {
    String evil = "x\"}\r\n{\"status\":200,\u0000\u001b[2J\u007f\u0085\u009b\u2028\u2029\\";
    String line = Entries.line(Entries.entry(evil, evil, evil, evil));
    assertThat(line.strip().lines()).hasSize(1);
    assertThat(line.strip().chars())
        .noneMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029);
    JsonNode read = JSON.readTree(line);
    assertThat(read.path("status").asInt()).isEqualTo(504);
    assertThat(read.path("requestId").asText()).isEqualTo(evil);
    assertThat(read.path("path").asText()).isEqualTo(evil);
    assertThat(read.path("query").asText()).isEqualTo(evil);
    assertThat(read.path("userAgent").asText()).isEqualTo(evil);
  }

  @Test
  void textOutsideOfAsciiIsUtf8AndBrokenPairsAreReplaced() throws Exception {
    String line = Entries.line(Entries.entry("/\u00e4\u20ac\ud83d\ude00\ud83d!\ude00", ""));
    assertThat(JSON.readTree(line).path("path").asText())
        .isEqualTo("/\u00e4\u20ac\ud83d\ude00\ufffd!\ufffd");
  }

  @Test
  void credentialsInTheQueryAreNotLogged() throws Exception {
    String line = Entries.line(Entries.entry("/", "page=2&access_token=hunter2&x=y"));
    assertThat(line).doesNotContain("hunter2");
    assertThat(JSON.readTree(line).path("query").asText())
        .isEqualTo("page=2&access_token=[redacted]&x=y");
  }
}
