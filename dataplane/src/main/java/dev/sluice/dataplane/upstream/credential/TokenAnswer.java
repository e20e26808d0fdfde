package dev.sluice.dataplane.upstream.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.undertow.util.Headers;
import java.time.Duration;
import java.util.Set;

/** What a token endpoint answers (RFC 6749, sections 5.1 and 5.2). */
final class TokenAnswer {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST = 16 << 10;

  /** RFC 6749 only recommends to tell. */
  private static final long LIFETIME_UNTOLD = 300;

  private static final long LONGEST_LIFETIME = 86_400;

  /** Those that may be repeated: anything else in the place could be anything. */
  private static final Set<String> CODES =
      Set.of(
          "invalid_request",
          "invalid_client",
          "invalid_grant",
          "unauthorized_client",
          "unsupported_grant_type",
          "invalid_scope");

  private TokenAnswer() {}

  static Token read(int status, String body) throws TokenRefused {
    if (status != 200) {
      String code = error(body);
      throw new TokenRefused(
          "the endpoint answers " + status + (code.isEmpty() ? "" : ", " + code));
    }
    JsonNode answer = json(body);
    String token = answer.path("access_token").asText();
    if (token.isEmpty()
        || token.length() > LONGEST
        || token.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      throw new TokenRefused("the endpoint's answer has no access_token that could be sent");
    }
    if (!answer.path("token_type").asText("bearer").equalsIgnoreCase("bearer")) {
      throw new TokenRefused("the endpoint gives tokens of another type than Bearer");
    }
    long seconds = answer.path("expires_in").asLong(LIFETIME_UNTOLD);
    if (seconds <= 0) {
      throw new TokenRefused("the endpoint gives tokens that have expired already");
    }
    return new Token(
        new CredentialEdit.Header(Headers.AUTHORIZATION, "Bearer " + token),
        Duration.ofSeconds(Math.min(seconds, LONGEST_LIFETIME)));
  }

  private static JsonNode json(String body) throws TokenRefused {
    try {
      JsonNode answer = JSON.readTree(body);
      if (answer != null && answer.isObject()) {
        return answer;
      }
    } catch (JsonProcessingException e) {
      // Its message quotes what it read.
    }
    throw new TokenRefused("the endpoint's answer is no JSON object");
  }

  private static String error(String body) {
    try {
      String code = json(body).path("error").asText();
      return CODES.contains(code) ? code : "";
    } catch (TokenRefused e) {
      return "";
    }
  }
}
