package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever may pass that might not before is told, wherever that is written. */
final class DiffAccessTest {
  private static final String RESOURCES =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: DataPlane
      metadata: {name: public, namespace: shop}
      spec:
        default: true
        authentication:
          providers:
          - {name: partners, apiKey: {secretSelector: {matchLabels: {a: b}}}}
          - {name: others, apiKey: {secretSelector: {matchLabels: {c: d}}}}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: key, namespace: shop, labels: {a: b, c: d}}
      stringData: {key: a-key-of-nobody-0123456789, owner: alice}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: lists, namespace: shop, labels: {sluice.dev/region-table: ""}}
      data:
        table.csv: |
          192.0.2.0/24,de
          198.51.100.0/24,at
          203.0.113.0/24,fr
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: orders, namespace: shop}
      spec:
        target: {static: [{address: 127.0.0.1, port: 3001}]}
        tenants: [acme]
      ---
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: orders, namespace: shop}
      spec:
        hostnames: [shop.example.com]
        rules:
        - name: all
          auth: {providers: [partners]}
          authorization: {claims: {plan: [gold]}}
          ipAccess: {allowFrom: [{configMapRef: {name: lists, key: table.csv}, regions: [de, at]}]}
          backendRefs: [{name: orders}]
      """;

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  DiffAccessTest() {}

  private String written(String side, String yaml) throws IOException {
    Path folder = Files.createDirectories(directory.resolve(side));
    Files.writeString(folder.resolve("all.yaml"), yaml);
    return folder.toString();
  }

  private void says(String from, String to, String line) throws IOException {
    assertThat(RESOURCES).contains(from);
    Sluice.Said said =
        Sluice.run("diff", written("old", RESOURCES), written("new", RESOURCES.replace(from, to)));
    assertThat(said.out().lines().findFirst()).as(said.toString()).contains(line);
    assertThat(said.out().lines()).as(said.toString()).hasSize(2);
  }

  @Test
  void aListThatLetsMorePassIsAWeakening() throws IOException {
    says(
        "    203.0.113.0/24,fr\n",
        "    203.0.113.0/24,fr\n    10.0.0.0/8,at\n",
        "weakening: ConfigMap shop/lists entry table.csv: more networks: 10.0.0.0/8 (at), fewer:"
            + " none: clients of more addresses may pass");
  }

  @Test
  void aListThatLetsFewerPassOrOthersThatNobodyAsksForIsNone() throws IOException {
    says(
        "    192.0.2.0/24,de\n",
        "",
        "ConfigMap shop/lists entry table.csv: more networks: none, fewer: 192.0.2.0/24 (de)");
    says(
        "203.0.113.0/24,fr",
        "203.0.113.0/24,fr\n    10.0.0.0/8,fr",
        "ConfigMap shop/lists entry table.csv: more networks: 10.0.0.0/8 (fr), fewer: none");
  }

  @Test
  void aListThatKeepsFewerOutIsAWeakening() throws IOException {
    String denying = RESOURCES.replace("allowFrom", "denyFrom");
    Sluice.Said said =
        Sluice.run(
            "diff",
            written("old", denying),
            written("new", denying.replace("    198.51.100.0/24,at\n", "")));
    assertThat(said.out())
        .startsWith(
            "weakening: ConfigMap shop/lists entry table.csv: more networks: none, fewer:"
                + " 198.51.100.0/24 (at): clients of fewer addresses are kept out");
  }

  @Test
  void ofThousandsThatChangeSomeAreNamed() throws IOException {
    StringBuilder many = new StringBuilder("    203.0.113.0/24,fr\n");
    for (int i = 0; i < 5_000; i++) {
      many.append("    10.").append(i / 250).append('.').append(i % 250).append(".1/32,de\n");
    }
    says(
        "    203.0.113.0/24,fr\n",
        many.toString(),
        "weakening: ConfigMap shop/lists entry table.csv: more networks: 5000 (10.0.0.1/32 (de)"
            + " 10.0.1.1/32 (de) 10.0.10.1/32 (de) …), fewer: none: clients of more addresses may"
            + " pass");
  }

  @Test
  void moreTenantsAreAWeakeningAndFewerAreNone() throws IOException {
    says(
        "tenants: [acme]",
        "tenants: [acme, umbrella]",
        "weakening: ServiceBackend shop/orders: tenants is now acme, umbrella (was acme): clients"
            + " of more tenants may reach it");
    says(
        "  tenants: [acme]\n",
        "",
        "weakening: ServiceBackend shop/orders: tenants is now not set (was acme): clients of all"
            + " tenants may reach it");
    String two = RESOURCES.replace("tenants: [acme]", "tenants: [acme, umbrella]");
    assertThat(Sluice.run("diff", written("old", two), written("new", RESOURCES)).out())
        .startsWith(
            "ServiceBackend shop/orders: tenants is now acme (was acme, umbrella)\n1 change");
  }

  @Test
  void whoAsksForLessIsToldToWeaken() throws IOException {
    weakens(
        "auth: {providers: [partners]}",
        "auth: {providers: [partners, others]}",
        "credentials of more providers count");
    weakens(
        "auth: {providers: [partners]}",
        "auth: {providers: [partners], optional: true}",
        "who shows no credential may pass");
    weakens("    authorization: {claims: {plan: [gold]}}\n", "", "whoever is known may pass");
    weakens(
        "    auth: {providers: [partners]}\n    authorization: {claims: {plan: [gold]}}\n",
        "    auth: {public: true}\n",
        "nobody is asked for a credential any more");
  }

  @Test
  void whoAsksOfFewerOrOnlyInTheLogIsToldToWeaken() throws IOException {
    weakens(
        "claims: {plan: [gold]}",
        "claims: {plan: [gold, silver]}",
        "clients may pass that lack what was asked");
    weakens(
        "claims: {plan: [gold]}", "tenants: [acme]", "clients may pass that lack what was asked");
    weakens("{plan: [gold]}}", "{plan: [gold]}, mode: Shadow}", "whoever is known may pass");
    weakens(
        "ipAccess: {allowFrom",
        "ipAccess: {allow: [10.0.0.0/8], allowFrom",
        "clients of more addresses may pass");
    weakens(
        "  authentication:\n",
        "  authorization: {roles: {viewer: [read]}}\n  authentication:\n",
        "a role allows more");
  }

  @Test
  void whoAsksForMoreWeakensNothing() throws IOException {
    String stricter =
        RESOURCES
            .replace("{plan: [gold]}}", "{plan: [gold]}, anyScope: [orders]}")
            .replace("ipAccess: {allowFrom", "ipAccess: {deny: [192.0.2.7/32], allowFrom");
    assertThat(Sluice.run("diff", written("old", RESOURCES), written("new", stricter)).out())
        .contains("authorization is now", "ipAccess is now")
        .doesNotContain("weakening: ");
  }

  @Test
  void overridesThatComeGoOrChangeAreToldInWordsOfTheirFields() throws IOException {
    String overridden =
        RESOURCES.replace(
            "  default: true\n",
            "  default: true\n"
                + "  overrides: {cors: {allowOrigins: ['https://a.example.com']},"
                + " limits: {maxBodyBytes: 2Ki}}\n");
    String from = written("old", RESOURCES);
    String to = written("new", overridden);
    assertThat(Sluice.run("diff", from, to).out())
        .contains("overrides.cors.allowOrigins is now https://a.example.com (was not set)\n")
        .contains("overrides.limits.maxBodyBytes is now 2Ki (was not set)\n");
    assertThat(Sluice.run("diff", to, from).out())
        .contains(
            "overrides.cors.allowOrigins is now not set (was https://a.example.com): routes may"
                + " decide this by themselves\n");
    String wider = overridden.replace("'https://a.example.com'", "'https://*.example.com'");
    assertThat(Sluice.run("diff", to, written("wider", wider)).out())
        .contains(
            "overrides.cors.allowOrigins is now https://*.example.com (was"
                + " https://a.example.com)\n")
        .contains(": pages of more origins may read answers\n");
  }

  private void weakens(String from, String to, String why) throws IOException {
    assertThat(RESOURCES).contains(from);
    Sluice.Said said =
        Sluice.run("diff", written("old", RESOURCES), written("new", RESOURCES.replace(from, to)));
    assertThat(said.out().lines())
        .as(said.toString())
        .anyMatch(line -> line.startsWith("weakening: ") && line.endsWith(": " + why));
  }
}
