package dev.sluice.dataplane;

import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.ForwardedClaim;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityProvider.ClaimNames;
import dev.sluice.snapshot.IdentityProvider.Revocation;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A provider that asks an issuer about tokens, named {@code opaque}, and routes that ask it. */
final class IntrospectionConfig {
  private final String endpoint;
  private boolean opaqueOnly;
  private long cacheMillis = 30_000;
  private long timeoutMillis = 30_000;
  private String issuer = "";
  private List<String> audiences = List.of();
  private List<String> required = List.of();
  private boolean strip;
  private List<ForwardedClaim> headers = List.of();
  private List<ObjectKey> authorities = List.of();
  private String secret = "s3cret pass";
  private Revocation revocation = Revocation.OFF;
  private List<CredentialPlace> from =
      List.of(new CredentialPlace.Header("authorization", "Bearer"));

  private IntrospectionConfig(String endpoint) {
    this.endpoint = endpoint;
  }

  static IntrospectionConfig at(int port) {
    return new IntrospectionConfig("http://127.0.0.1:" + port + "/introspect");
  }

  static IntrospectionConfig at(String endpoint) {
    return new IntrospectionConfig(endpoint);
  }

  IntrospectionConfig opaqueOnly() {
    opaqueOnly = true;
    return this;
  }

  IntrospectionConfig cache(long millis) {
    cacheMillis = millis;
    return this;
  }

  IntrospectionConfig timeout(long millis) {
    timeoutMillis = millis;
    return this;
  }

  IntrospectionConfig issuer(String value) {
    issuer = value;
    return this;
  }

  IntrospectionConfig audiences(String... values) {
    audiences = List.of(values);
    return this;
  }

  IntrospectionConfig required(String... names) {
    required = List.of(names);
    return this;
  }

  IntrospectionConfig stripping() {
    strip = true;
    return this;
  }

  IntrospectionConfig telling(ForwardedClaim... told) {
    headers = List.of(told);
    return this;
  }

  IntrospectionConfig trusting(ObjectKey... bundles) {
    authorities = List.of(bundles);
    return this;
  }

  IntrospectionConfig secret(String value) {
    secret = value;
    return this;
  }

  IntrospectionConfig from(CredentialPlace... places) {
    from = List.of(places);
    return this;
  }

  IntrospectionConfig revocation(Revocation value) {
    revocation = value;
    return this;
  }

  IdentityProvider provider() {
    ObjectKey client = Config.key("idp-client");
    return new IdentityProvider.Introspection(
        "opaque",
        endpoint,
        true,
        new SecretEntry(client, "client-id"),
        new SecretEntry(client, "client-secret"),
        opaqueOnly,
        cacheMillis,
        timeoutMillis,
        issuer,
        audiences,
        from,
        required,
        strip,
        headers,
        ClaimNames.DEFAULT,
        authorities,
        revocation);
  }

  /** By what the issuer knows the gateway. */
  static SecretSection client() {
    return IntrospectionConfig.at(0).clientSecret();
  }

  private SecretSection clientSecret() {
    return new SecretSection.Credential(
        Config.key("idp-client"),
        new TreeMap<>(
            Map.of(
                "client-id", new SecretText("sluice"), "client-secret", new SecretText(secret))));
  }

  /** All paths forward to the backend {@code b}, for whom the providers know, in this order. */
  Config on(Config config, IdentityProvider... others) {
    List<IdentityProvider> all = new java.util.ArrayList<>(Arrays.asList(others));
    all.add(provider());
    return config
        .secret(clientSecret())
        .identities(new IdentityRules(all, new TreeMap<>()))
        .route(
            "r",
            JwtConfig.asking(
                "/", false, all.stream().map(IdentityProvider::name).toArray(String[]::new)));
  }
}
