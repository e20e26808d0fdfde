package dev.sluice.dataplane;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An issuer of logins that does as OpenID Connect says, strictly, and whatever else a test wants of
 * it.
 */
final class ScriptedIssuer implements AutoCloseable {
  static final String CLIENT = "shop web";
  static final String SECRET = "s3cr3t/of+the client";

  private final ScriptedBackend server;
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();
  private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
  private final List<String> accessTokens = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();

  /** More members of the configuration, with a comma before them. */
  volatile String more = "";

  /** Instead of the configuration. */
  volatile Optional<String> configuration = Optional.empty();

  /** Instead of whatever the token endpoint would say. */
  volatile Optional<String> tokenAnswer = Optional.empty();

  /** More or other members of ID tokens, by name. */
  final Map<String, String> claims = new ConcurrentHashMap<>();

  /** Instead of an ID token. */
  volatile Optional<String> idToken = Optional.empty();

  volatile TestIssuer signer = TestIssuer.RSA;
  volatile int expiresIn = 3_600;
  volatile boolean down;

  ScriptedIssuer() {
    server = ScriptedBackend.start(this::answer);
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** Those that it gave, in order. */
  List<String> accessTokens() {
    return accessTokens;
  }

  /** Forms that the token endpoint got. */
  List<Map<String, String>> asked() {
    return asked;
  }

  /** How many requests came in for this path. */
  long requests(String path) {
    return server.requests().stream()
        .filter(request -> request.startLine().contains(" " + path + " "))
        .count();
  }

  private void answer(Wire wire) {
    Wire.Message request = wire.request();
    if (request == null || down) {
      return;
    }
    server.record(request);
    String path = request.startLine().split(" ")[1];
    switch (path) {
      case "/.well-known/openid-configuration" -> wire.send(configuration.orElseGet(this::said));
      case "/keys" -> wire.send(json(200, TestIssuer.set(TestIssuer.RSA)));
      case "/token" -> wire.send(tokenAnswer.orElseGet(() -> tokens(request)));
      default -> wire.send(json(404, "{}"));
    }
  }

  private String said() {
    return json(
        200,
        "{\"issuer\":\""
            + url()
            + "\",\"authorization_endpoint\":\"http://login.test/authorize?tenant=a\",\"token_endpoint\":\""
            + url()
            + "/token\",\"jwks_uri\":\""
            + url()
            + "/keys\",\"end_session_endpoint\":\"http://login.test/logout\""
            + more
            + "}");
  }

  static String json(int status, String body) {
    return "HTTP/1.1 "
        + status
        + " Whatever\r\nContent-Type: application/json\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\nConnection: close\r\n\r\n"
        + body;
  }

  static Map<String, String> form(String text) {
    Map<String, String> form = new HashMap<>();
    for (String pair : text.split("&")) {
      String[] parts = pair.split("=", 2);
      form.put(
          parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return form;
  }

  /** A person logs in at the place to which the gateway sent the browser. */
  String code(String location) {
    Map<String, String> wish = form(URI.create(location).getRawQuery());
    String code = "code-" + count.incrementAndGet();
    codes.put(code, wish);
    return code;
  }

  /** The same, and where the browser is sent back to, without the host. */
  String comeBack(String location) {
    Map<String, String> wish = form(URI.create(location).getRawQuery());
    return URI.create(wish.get("redirect_uri")).getPath()
        + "?code="
        + code(location)
        + "&state="
        + wish.get("state");
  }

  private String tokens(Wire.Message request) {
    Map<String, String> form = form(request.text());
    asked.add(form);
    String basic =
        Base64.getEncoder()
            .encodeToString("shop+web:s3cr3t%2Fof%2Bthe+client".getBytes(StandardCharsets.UTF_8));
    boolean known =
        ("Basic " + basic).equals(request.first("Authorization"))
            || CLIENT.equals(form.get("client_id")) && SECRET.equals(form.get("client_secret"));
    if (!known) {
      return json(401, "{\"error\":\"invalid_client\"}");
    }
    if ("refresh_token".equals(form.get("grant_type"))) {
      String who = refreshTokens.remove(form.get("refresh_token"));
      return who == null ? json(400, "{\"error\":\"invalid_grant\"}") : give("");
    }
    Map<String, String> wish = codes.remove(form.getOrDefault("code", ""));
    if (wish == null
        || !wish.getOrDefault("redirect_uri", "none").equals(form.get("redirect_uri"))
        || !wish.getOrDefault("code_challenge", "none")
            .equals(challenge(form.getOrDefault("code_verifier", "")))) {
      return json(400, "{\"error\":\"invalid_grant\"}");
    }
    return give(wish.getOrDefault("nonce", ""));
  }

  private static String challenge(String verifier) {
    try {
      return TestIssuer.encode(
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String give(String nonce) {
    int number = count.incrementAndGet();
    String access = "access-" + number;
    accessTokens.add(access);
    String refresh = "refresh-" + number;
    refreshTokens.put(refresh, "alice");
    return json(
        200,
        "{\"token_type\":\"Bearer\",\"access_token\":\""
            + access
            + "\",\"refresh_token\":\""
            + refresh
            + "\",\"expires_in\":"
            + expiresIn
            + ",\"id_token\":\""
            + idToken.orElseGet(() -> idToken(nonce, access))
            + "\"}");
  }

  private String idToken(String nonce, String access) {
    long now = TestIssuer.now();
    Map<String, String> members = new HashMap<>();
    members.put("iss", quoted(url()));
    members.put("aud", quoted(CLIENT));
    members.put("sub", quoted("alice"));
    members.put("iat", String.valueOf(now));
    members.put("exp", String.valueOf(now + 300));
    members.put("at_hash", quoted(hash(access)));
    if (!nonce.isEmpty()) {
      members.put("nonce", quoted(nonce));
    }
    members.putAll(claims);
    List<String> written = new ArrayList<>();
    members.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            written.add("\"" + name + "\":" + value);
          }
        });
    return signer.sign(signer.header(), "{" + String.join(",", written) + "}");
  }

  static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static String hash(String access) {
    try {
      byte[] whole =
          MessageDigest.getInstance("SHA-256").digest(access.getBytes(StandardCharsets.UTF_8));
      return TestIssuer.encode(java.util.Arrays.copyOf(whole, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
