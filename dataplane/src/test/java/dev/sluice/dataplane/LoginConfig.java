package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;

import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.ForwardedClaim;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityProvider.ClaimNames;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A provider of logins and a route that asks it. */
record LoginConfig(
    String name,
    String issuer,
    boolean plain,
    List<String> cookieSecrets,
    String cookie,
    boolean strict,
    long lifetime,
    long idle,
    boolean accessToken,
    IdentityProvider.Revocation revocation) {
  static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
  static final String OTHER_KEY = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

  static LoginConfig of(ScriptedIssuer issuer) {
    return new LoginConfig(
        "people",
        issuer.url(),
        true,
        List.of(KEY),
        "__Host-sluice-people",
        false,
        43_200,
        3_600,
        false,
        IdentityProvider.Revocation.OFF);
  }

  LoginConfig secrets(String... keys) {
    return new LoginConfig(
        name,
        issuer,
        plain,
        List.of(keys),
        cookie,
        strict,
        lifetime,
        idle,
        accessToken,
        revocation);
  }

  LoginConfig lasting(long whole, long unused) {
    return new LoginConfig(
        name, issuer, plain, cookieSecrets, cookie, strict, whole, unused, accessToken, revocation);
  }

  LoginConfig forwarding() {
    return new LoginConfig(
        name, issuer, plain, cookieSecrets, cookie, strict, lifetime, idle, true, revocation);
  }

  LoginConfig revocable(IdentityProvider.Revocation policy) {
    return new LoginConfig(
        name, issuer, plain, cookieSecrets, cookie, strict, lifetime, idle, accessToken, policy);
  }

  LoginConfig strictly() {
    return new LoginConfig(
        name, issuer, plain, cookieSecrets, cookie, true, lifetime, idle, accessToken, revocation);
  }

  LoginConfig secure() {
    return new LoginConfig(
        name,
        issuer,
        false,
        cookieSecrets,
        cookie,
        strict,
        lifetime,
        idle,
        accessToken,
        revocation);
  }

  LoginConfig cookie(String other) {
    return new LoginConfig(
        name, issuer, plain, cookieSecrets, other, strict, lifetime, idle, accessToken, revocation);
  }

  LoginConfig named(String other) {
    return new LoginConfig(
        other,
        issuer,
        plain,
        cookieSecrets,
        cookie,
        strict,
        lifetime,
        idle,
        accessToken,
        revocation);
  }

  LoginConfig at(String other) {
    return new LoginConfig(
        name, other, plain, cookieSecrets, cookie, strict, lifetime, idle, accessToken, revocation);
  }

  private static SecretEntry entry(String name) {
    return new SecretEntry(key("login"), name);
  }

  IdentityProvider provider() {
    return new IdentityProvider.Oidc(
        name,
        issuer,
        plain,
        entry("client-id"),
        entry("client-secret"),
        cookieSecrets.stream().map(LoginConfig::entry).toList(),
        List.of("openid", "profile"),
        "/oauth2/callback",
        "/oauth2/logout",
        "/bye",
        cookie,
        strict,
        lifetime,
        idle,
        accessToken,
        List.of(new ForwardedClaim("sub", "x-user-id"), new ForwardedClaim("email", "x-email")),
        ClaimNames.DEFAULT,
        List.of(),
        revocation);
  }

  /** What stands in the Secret: each key is an entry by its own name. */
  SecretSection secret() {
    Map<String, SecretText> values = new TreeMap<>();
    values.put("client-id", new SecretText(ScriptedIssuer.CLIENT));
    values.put("client-secret", new SecretText(ScriptedIssuer.SECRET));
    cookieSecrets.forEach(each -> values.put(each, new SecretText(each)));
    return new SecretSection.Credential(key("login"), new TreeMap<>(values));
  }

  /** All paths but those below {@code /open} ask for a login. */
  Config around(Config config) {
    return config
        .identities(new IdentityRules(List.of(provider()), new TreeMap<>()))
        .secret(secret())
        .route(
            key("r").name(),
            JwtConfig.asking("/", false, name),
            Config.rule("/open", Config.to("b")));
  }
}
