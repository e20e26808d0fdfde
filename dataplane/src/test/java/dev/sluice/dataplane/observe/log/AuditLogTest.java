package dev.sluice.dataplane.observe.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AuditLogTest {
  @Test
  void aLineSaysWhoWhatAndWhy() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AuditLog log = AuditLog.writingTo(out);
    log.add(
        entry(
            new AccessDecision(
                AccessDecision.Outcome.WOULD_REFUSE,
                Optional.of(FailureKind.FORBIDDEN),
                "lacks a role"),
            "jane\r\n{\"outcome\":\"Passed\"}"));
    log.add(entry(AccessDecision.PASSED, ""));
    log.close();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"log":"audit","time":"2026-01-01T00:00:00.007Z","outcome":"WouldRefuse",\
            "reason":"FORBIDDEN","detail":"lacks a role","provider":"idp",\
            "user":"jane\\u000d\\u000a{\\"outcome\\":\\"Passed\\"}","tenant":"acme","client":"10.0.0.1",\
            "method":"GET","host":"a.test","path":"/orders","route":"shop/orders","rule":"list",\
            "requestId":"r1"}
            {"log":"audit","time":"2026-01-01T00:00:00.007Z","outcome":"Passed",\
            "provider":"idp","tenant":"acme","client":"10.0.0.1","method":"GET","host":"a.test",\
            "path":"/orders","route":"shop/orders","rule":"list","requestId":"r1"}
            """);
  }

  @Test
  void whatIsLostIsCounted() {
    AuditLog log = AuditLog.writingTo(OutputStream.nullOutputStream());
    log.close();
    log.add(entry(AccessDecision.PASSED, "jane"));
    assertThat(log.dropped()).isEqualTo(1);
  }

  private static AuditEntry entry(AccessDecision decision, String user) {
    return new AuditEntry(
        1_767_225_600_007L,
        decision,
        "r1",
        "10.0.0.1",
        "GET",
        "a.test",
        "/orders",
        new ObjectKey("shop", "orders"),
        "list",
        "idp",
        user,
        "acme");
  }
}
