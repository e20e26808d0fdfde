package dev.sluice.dataplane.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class IdentityNamesTest {
  private static IdentityNames of(IdentityProvider... providers) {
    return IdentityNames.of(new IdentityRules(List.of(providers), new TreeMap<>()));
  }

  @Test
  void whatAProviderSetsIsItsOwnInEverySpelling() {
    IdentityNames names =
        of(new IdentityProvider.Unavailable("idp", "down", List.of("x-acme-owner")));
    for (String name :
        List.of("x-acme-owner", "X-ACME-Owner", "x_acme_owner", "X-Acme_Owner", "x.acme.owner")) {
      assertThat(names.contain(name)).as(name).isTrue();
    }
    assertThat(names.contain("x-acme-owners")).isFalse();
  }

  @Test
  void theCommonNamesAreTakenOnceAnybodyIsKnown() {
    IdentityNames names = of(new IdentityProvider.Unavailable("idp", "down", List.of()));
    for (String name :
        List.of("X-User", "x_user_id", "X-Tenant-Id", "X-Roles", "X-Consumer-Id", "X-Auth-User")) {
      assertThat(names.contain(name)).as(name).isTrue();
      assertThat(IdentityNames.NONE.contain(name)).as(name).isFalse();
    }
    assertThat(names.contain("X-Client-Id")).isFalse();
    assertThat(names.contain("Authorization")).isFalse();
    assertThat(names.contain("X-Auth-Token")).isFalse();
  }

  @Test
  void aCredentialIsNoIdentity() {
    IdentityNames names =
        of(
            new IdentityProvider.ApiKeys(
                "keys",
                new TreeMap<>(Map.of("a", "b")),
                List.of(new CredentialPlace.Header("x-auth-partner", "")),
                "x-client-id",
                true));
    assertThat(names.contain("X-Auth-Partner")).isFalse();
    assertThat(names.contain("X-Auth-Partners")).isTrue();
    assertThat(names.contain("X_Client_Id")).isTrue();
  }
}
