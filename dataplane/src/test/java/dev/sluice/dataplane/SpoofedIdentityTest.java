package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Hardening HI1 to HI4 and HI14, on a route without any authentication. */
final class SpoofedIdentityTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final IdentityRules KNOWING =
      new IdentityRules(
          List.of(
              new IdentityProvider.Unavailable(
                  "idp", "down", List.of("x-acme-owner", "x-client-id"))),
          new TreeMap<>());

  @Test
  void noClientSaysWhoItIs() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = GatewayFixture.serving(config(backend))) {
      try (Wire client = gateway.client()) {
        for (String name :
            List.of(
                "X-Acme-Owner",
                "x-acme-owner",
                "X_Acme_Owner",
                "X-ACME_OWNER",
                "X.Acme.Owner",
                "X-Client-Id",
                "X-User",
                "X_User_Id",
                "X-Tenant-Id",
                "X-Roles",
                "X-Consumer-Username",
                "X-Auth-Roles",
                "X-Forwarded-User",
                "X-Forwarded-Client-Cert",
                "Remote-User")) {
          String twice = name + ": admin\r\n" + name + ": root";
          assertThat(client.send(request("GET", "/", twice, "X-Other: 1")).response().status())
              .as(name)
              .isEqualTo(200);
          Wire.Message seen = backend.lastRequest();
          assertThat(seen.all(name)).as(name).isEmpty();
          assertThat(seen.head()).doesNotContain("admin", "root");
          assertThat(seen.all("X-Other")).containsExactly("1");
        }
      }
    }
  }

  @Test
  void noTrailerSaysIt() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = GatewayFixture.serving(config(backend));
        Wire client = gateway.client()) {
      String chunked =
          request("POST", "/", "Transfer-Encoding: chunked", "Trailer: X-Acme-Owner")
              + "2\r\nhi\r\n0\r\nX-Acme-Owner: admin\r\nX-User-Id: admin\r\n\r\n";
      assertThat(client.send(chunked).response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().head()).doesNotContain("admin");
    }
  }

  @Test
  void noConnectionOptionNamesIt() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = GatewayFixture.serving(config(backend))) {
      for (String option : List.of("X-Acme-Owner", "x_client_id", "close, X-USER-ID")) {
        assertThat(gateway.exchange(request("GET", "/", "Connection: " + option)).status())
            .as(option)
            .isEqualTo(400);
      }
      assertThat(gateway.exchange(request("GET", "/", "X-Acme-Owner : admin")).status())
          .isEqualTo(400);
    }
  }

  private static Config config(ScriptedBackend backend) {
    return new Config()
        .identities(KNOWING)
        .backend("b", backend.endpoint())
        .route("r", Config.rule("/", Config.to("b")));
  }
}
