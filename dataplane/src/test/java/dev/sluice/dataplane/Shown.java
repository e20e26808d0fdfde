package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.BackendCredential;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Each way in which a backend may be shown a credential, with a secret that can be recognised. */
enum Shown {
  BEARER,
  BASIC,
  KEY_IN_HEADER,
  KEY_IN_QUERY,
  TOKEN;

  /** The secret of a backend of this name. */
  static String secret(String backend) {
    return "canary-of-" + backend;
  }

  /** Gives to each path a token that is the secret of the backend of this name. */
  static ScriptedBackend tokenEndpoint() {
    return ScriptedBackend.start(
        wire -> {
          Wire.Message request = wire.request();
          if (request != null) {
            String backend = request.startLine().split(" ")[1].substring(1);
            String body = "{\"access_token\":\"" + secret(backend) + "\",\"expires_in\":3600}";
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
          }
        });
  }

  static SecretSection section(String backend) {
    SecretText secret = new SecretText(secret(backend));
    return new SecretSection.Credential(
        key(backend), new TreeMap<>(Map.of("name", new SecretText(backend), "secret", secret)));
  }

  /**
   * @param tokens the port of the token endpoint
   */
  BackendCredential of(String backend, int tokens) {
    SecretEntry name = new SecretEntry(key(backend), "name");
    SecretEntry secret = new SecretEntry(key(backend), "secret");
    return switch (this) {
      case BEARER -> new BackendCredential.Bearer(secret);
      case BASIC -> new BackendCredential.Basic(name, secret);
      case KEY_IN_HEADER -> new BackendCredential.ApiKeyHeader("x-api-key", secret);
      case KEY_IN_QUERY -> new BackendCredential.ApiKeyQuery("api_key", secret);
      case TOKEN ->
          new BackendCredential.Oauth2(
              "http://127.0.0.1:" + tokens + "/" + backend, name, secret, List.of(), List.of());
    };
  }

  /** How it looks in the head of a request. */
  String in(String backend) {
    return switch (this) {
      case BEARER, TOKEN -> "Authorization: Bearer " + secret(backend) + "\r\n";
      case BASIC -> "Authorization: Basic " + basic(backend) + "\r\n";
      case KEY_IN_HEADER -> "x-api-key: " + secret(backend) + "\r\n";
      case KEY_IN_QUERY -> "api_key=" + secret(backend) + " HTTP/1.1\r\n";
    };
  }

  /** What nobody else may see. */
  static List<String> forms(String backend) {
    return List.of(secret(backend), basic(backend));
  }

  private static String basic(String backend) {
    return Base64.getEncoder()
        .encodeToString((backend + ":" + secret(backend)).getBytes(StandardCharsets.US_ASCII));
  }
}
