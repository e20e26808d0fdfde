package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;

import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.ForwardedClaim;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ListenerTls.ClientCertificates;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;

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
 * @param entrance of the client, and of strangers who come the same way
 * @param stop ends what the provider asks
 */
record KnownClient(
    UnaryOperator<Config> adding,
    String query,
    List<String> fields,
    List<String> secrets,
    IntSupplier outbound,
    BiFunction<KnownClient, GatewayFixture, KnownClient> entering,
    Entrance entrance,
    Runnable stop)
    implements AutoCloseable {
  static final String TOLD = "x-acme-user";

  /** How clients come to the gateway. */
  interface Entrance {
    /** By the port for everybody; what the client knows stands in its requests. */
    Entrance PLAIN =
        new Entrance() {
          @Override
          public Wire connect(GatewayFixture gateway, boolean known) {
            return gateway.client();
          }

          @Override
          public boolean isCredential() {
            return false;
          }
        };

    /**
     * @param known whether as the client, or as somebody else
     */
    Wire connect(GatewayFixture gateway, boolean known);

    /** Whether the connection is what the client is known by. */
    boolean isCredential();
  }

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
        Entrance.PLAIN,
        () -> {});
  }

  /** Shows a certificate. */
  static KnownClient byCertificate() {
    TestAuthority.Issued shown =
        Https.PARTNERS.issue(new X500Name("CN=alice"), Duration.ofDays(30));
    SSLContext alice = Https.AUTHORITY.client(shown);
    SSLContext stranger = Https.AUTHORITY.client();
    KnownClient known =
        of(
            new IdentityProvider.ClientCertificate(
                "idp",
                new IdentityProvider.ClaimNames("subject.CN", "", "", ""),
                List.of(),
                List.of(),
                List.of(new ForwardedClaim("subject.CN", TOLD))),
            List.of(
                Https.AUTHORITY.issue("a.test").section(key("cert")),
                Https.PARTNERS.bundle(key("partners"))),
            "",
            List.of());
    return new KnownClient(
        config ->
            known
                .adding
                .apply(config)
                .listeners(
                    Listener.http("http", 0, false),
                    Https.listener(
                        new ClientCertificates.Asked(false, List.of(key("partners"))), "cert")),
        "",
        List.of(),
        List.of(),
        () -> 0,
        known.entering,
        new Entrance() {
          @Override
          public Wire connect(GatewayFixture gateway, boolean known) {
            return Wire.connect(Https.port(gateway), known ? alice : stranger, "a.test");
          }

          @Override
          public boolean isCredential() {
            return true;
          }
        },
        known.stop);
  }

  /**
   * Shows a badge that a service knows. The service is asked about every request, which is nothing
   * that an attacker could make of it; it breaks down where it hears a lie.
   *
   * @param cacheMillis how long an answer about a badge holds
   */
  static KnownClient byBadge(long cacheMillis) {
    String badge = "canary-3c8d-badge-0123456789";
    ScriptedBackend service = ScriptedBackend.start(wire -> judge(wire, badge));
    KnownClient known =
        of(
            new IdentityProvider.External(
                "idp",
                key("authz"),
                "",
                20_000,
                false,
                List.of("x-badge"),
                List.of(TOLD),
                List.of(),
                new IdentityProvider.ClaimNames(TOLD, "", "", ""),
                cacheMillis,
                List.of("x-badge")),
            List.of(),
            "",
            List.of("X-Badge: " + badge),
            badge);
    return new KnownClient(
        config -> known.adding.apply(config).backend("authz", service.endpoint()),
        "",
        known.fields,
        known.secrets,
        () -> 0,
        known.entering,
        Entrance.PLAIN,
        service::close);
  }

  private static void judge(Wire wire, String badge) {
    for (Wire.Message asked = wire.request(); asked != null; asked = wire.request()) {
      String head = asked.head().toLowerCase(Locale.ROOT);
      if (head.contains("mallory") || head.contains("acme")) {
        wire.send("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
      } else if (asked.all("X-Badge").equals(List.of(badge))) {
        wire.send("HTTP/1.1 200 OK\r\nX-Acme-User: alice\r\nContent-Length: 0\r\n\r\n");
      } else {
        wire.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
      }
    }
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
        Entrance.PLAIN,
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
        Entrance.PLAIN,
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
        entrance,
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

  /** A connection of the client. */
  Wire connect(GatewayFixture gateway) {
    return entrance.connect(gateway, true);
  }

  /** One of somebody else, by the same door. */
  Wire stranger(GatewayFixture gateway) {
    return entrance.connect(gateway, false);
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
