package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;

import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.ForwardedClaim;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/**
 * A client that a provider called {@code idp} knows as {@code alice}. The provider tells backends
 * so in {@code x-acme-user}.
 *
 * @param adding the provider and all that it needs, to a configuration
 * @param query with the credential; empty if it stands elsewhere
 * @param fields with the credential
 * @param secrets that no log may have
 * @param outbound how often the provider has asked anybody
 * @param entering gets the credential from the gateway, where it is that which gives it
 * @param stop ends what the provider asks
 */
record KnownClient(
    UnaryOperator<Config> adding,
    String query,
    List<String> fields,
    List<String> secrets,
    IntSupplier outbound,
    BiFunction<KnownClient, GatewayFixture, KnownClient> entering,
    Runnable stop)
    implements AutoCloseable {
  static final String TOLD = "x-acme-user";

  private static final String PASSWORD = "canary-5f1d-passphrase";
  private static final String KEY = "canary-7f3a-0123456789";

  private static KnownClient of(
      IdentityProvider provider,
      List<SecretSection> needed,
      String query,
      List<String> fields,
      String... secrets) {
    return new KnownClient(
        config ->
            config
                .identities(new IdentityRules(List.of(provider), new TreeMap<>()))
                .secret(needed.toArray(SecretSection[]::new)),
        query,
        fields,
        List.of(secrets),
        () -> 0,
        (client, gateway) -> client,
        () -> {});
  }

  /** Asks an issuer about the token. */
  static KnownClient byOpaqueToken() {
    String token = "canary-9b2e-opaque-0123456789";
    TokenDesk desk =
        TokenDesk.answering(
            asked ->
                TokenDesk.json(
                    asked.equals(token)
                        ? "{\"active\":true,\"sub\":\"alice\"}"
                        : "{\"active\":false}"));
    IdentityProvider provider =
        new IdentityProvider.Introspection(
            "idp",
            "http://127.0.0.1:" + desk.port() + "/introspect",
            true,
            new SecretEntry(key("idp-client"), "id"),
            new SecretEntry(key("idp-client"), "secret"),
            false,
            600_000,
            30_000,
            "",
            List.of(),
            List.of(new CredentialPlace.Header("authorization", "Bearer")),
            List.of(),
            true,
            List.of(new ForwardedClaim("sub", TOLD)),
            IdentityProvider.ClaimNames.DEFAULT,
            List.of(),
            IdentityProvider.Revocation.OFF);
    SecretSection client =
        new SecretSection.Credential(
            key("idp-client"),
            new TreeMap<>(
                Map.of("id", new SecretText("sluice"), "secret", new SecretText(PASSWORD))));
    KnownClient known =
        of(
            provider,
            List.of(client),
            "",
            List.of("Authorization: Bearer " + token),
            token,
            PASSWORD);
    return new KnownClient(
        known.adding,
        "",
        known.fields,
        known.secrets,
        () -> desk.questions().size(),
        known.entering,
        desk::close);
  }

  /** Logs in, and has a session in a cookie from then on. */
  static KnownClient bySession() {
    ScriptedIssuer issuer = new ScriptedIssuer();
    LoginConfig login = LoginConfig.of(issuer).named("idp");
    IdentityProvider.Oidc said = (IdentityProvider.Oidc) login.provider();
    IdentityProvider.Oidc provider =
        new IdentityProvider.Oidc(
            said.name(),
            said.issuer(),
            said.allowInsecure(),
            said.clientId(),
            said.clientSecret(),
            said.cookieSecrets(),
            said.scopes(),
            said.redirectPath(),
            said.logoutPath(),
            said.postLogoutPath(),
            said.cookieName(),
            said.sameSiteStrict(),
            said.sessionLifetimeSeconds(),
            said.idleTimeoutSeconds(),
            said.forwardAccessToken(),
            List.of(new ForwardedClaim("sub", TOLD)),
            said.claims(),
            said.caBundles(),
            said.revocation());
    KnownClient stranger = of(provider, List.of(login.secret()), "", List.of());
    return new KnownClient(
        config -> stranger.adding.apply(config).route("login", GuardedFixture.guarded("/oauth2")),
        "",
        List.of(),
        List.of(ScriptedIssuer.SECRET),
        () -> issuer.asked().size(),
        (client, gateway) -> client.loggedIn(issuer, gateway),
        issuer::close);
  }

  private KnownClient loggedIn(ScriptedIssuer issuer, GatewayFixture gateway) {
    LoginBrowser browser = new LoginBrowser(gateway);
    browser.logIn(issuer, "/team");
    List<String> pairs = new ArrayList<>();
    List<String> all = new ArrayList<>(secrets);
    browser
        .cookies()
        .forEach(
            (name, value) -> {
              pairs.add(name + "=" + value);
              all.add(value);
            });
    return new KnownClient(
        adding,
        "",
        List.of("Cookie: theme=dark; " + String.join("; ", pairs)),
        all,
        outbound,
        entering,
        stop);
  }

  /** The client with its credential, once the gateway is there. */
  KnownClient entered(GatewayFixture gateway) {
    return entering.apply(this, gateway);
  }

  static KnownClient byToken(CredentialPlace place) {
    String token = TestIssuer.RSA.token();
    return of(
        JwtConfig.of(TestIssuer.RSA)
            .from(place)
            .stripping()
            .telling(new ForwardedClaim("sub", TOLD))
            .provider(),
        List.of(),
        query(place, token),
        fields(place, token),
        token.substring(token.indexOf('.')),
        token.substring(token.lastIndexOf('.')));
  }

  static KnownClient byKey(CredentialPlace place) {
    return of(
        new IdentityProvider.ApiKeys(
            "idp", new TreeMap<>(Map.of("a", "b")), List.of(place), TOLD, true),
        List.of(
            new SecretSection.ApiKey(
                key("key"),
                List.of("idp"),
                sha256(KEY),
                "alice",
                List.of(),
                new TreeMap<>(),
                Long.MAX_VALUE)),
        query(place, KEY),
        fields(place, KEY),
        KEY,
        sha256(KEY));
  }

  static KnownClient byPassword() {
    String pair =
        Base64.getEncoder().encodeToString(("alice:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    return of(
        new IdentityProvider.Basic("idp", new SecretEntry(key("users"), "auth"), "shop", TOLD),
        List.of(
            new SecretSection.Passwords(
                key("users"),
                new TreeMap<>(Map.of("auth", new SecretText("alice:{SHA}" + sha1(PASSWORD)))))),
        "",
        List.of("Authorization: Basic " + pair),
        PASSWORD,
        pair,
        sha1(PASSWORD));
  }

  private static String query(CredentialPlace place, String credential) {
    return place instanceof CredentialPlace.Query(String name) ? name + "=" + credential : "";
  }

  private static List<String> fields(CredentialPlace place, String credential) {
    return switch (place) {
      case CredentialPlace.Query query -> List.of();
      case CredentialPlace.Cookie(String name) ->
          List.of("Cookie: theme=dark; " + name + "=" + credential);
      case CredentialPlace.Header(String name, String scheme) ->
          List.of(name + ": " + (scheme.isEmpty() ? "" : scheme + " ") + credential);
    };
  }

  private static String sha256(String text) {
    return HexFormat.of().formatHex(digest("SHA-256", text));
  }

  private static String sha1(String text) {
    return Base64.getEncoder().encodeToString(digest("SHA-1", text));
  }

  private static byte[] digest(String algorithm, String text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The target with the credential, if that is where it stands. */
  String target(String target) {
    return query.isEmpty() ? target : target + (target.contains("?") ? "&" : "?") + query;
  }

  /** The fields with the credential, if that is where it stands, before those. */
  String[] with(String... more) {
    String[] all = new String[fields.size() + more.length];
    for (int i = 0; i < fields.size(); i++) {
      all[i] = fields.get(i);
    }
    System.arraycopy(more, 0, all, fields.size(), more.length);
    return all;
  }

  @Override
  public void close() {
    stop.run();
  }
}
