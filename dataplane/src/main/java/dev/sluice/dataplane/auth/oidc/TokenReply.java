package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.token.StrictJson;
import dev.sluice.dataplane.fetch.HttpAnswer;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint gives (RFC 6749, section 5.1).
 *
 * @param idToken empty if there is none; nothing of it is true yet
 * @param refreshToken empty if there is none
 * @param seconds until the access token expires; 0: it does not say
 */
record TokenReply(String idToken, String accessToken, String refreshToken, long seconds) {
  private static final int LONGEST = 16 << 10;
  private static final long LONGEST_LIFETIME = 366L * 86_400;

  /** The grant was good once at most, and is good no more (RFC 6749, section 5.2). */
  private static final String OVER = "invalid_grant";

  /** Those that may be repeated: anything else in the place could be anything. */
  private static final Set<String> CODES =
      Set.of(
          OVER,
          "invalid_request",
          "invalid_client",
          "unauthorized_client",
          "unsupported_grant_type",
          "invalid_scope");

  static TokenReply read(HttpAnswer answer) throws LoginRefused {
    Map<String, @Nullable Object> said = StrictJson.object(answer.body());
    if (answer.status() != 200) {
      String code = said != null && said.get("error") instanceof String error ? error : "";
      String known = CODES.contains(code) ? ", " + code : "";
      String why = "the token endpoint answers " + answer.status() + known;
      // A client that the issuer does not know is our fault, and no person's.
      throw code.equals(OVER) ? LoginRefused.atFault(why) : LoginRefused.atPresent(why);
    }
    if (said == null) {
      throw LoginRefused.atPresent("the token endpoint's answer is no JSON object");
    }
    if (!(said.get("token_type") instanceof String type) || !type.equalsIgnoreCase("bearer")) {
      throw LoginRefused.atPresent("the token endpoint gives tokens of another type than Bearer");
    }
    String access = token(said, "access_token");
    if (access.isEmpty()) {
      throw LoginRefused.atPresent("the token endpoint gives no access_token");
    }
    return new TokenReply(
        token(said, "id_token"), access, token(said, "refresh_token"), seconds(said));
  }

  private static String token(Map<String, @Nullable Object> said, String name) throws LoginRefused {
    return switch (said.get(name)) {
      case null -> "";
      case String token
          when token.length() <= LONGEST && token.chars().allMatch(c -> c > ' ' && c < 0x7f) ->
          token;
      default ->
          throw LoginRefused.atPresent(
              "the token endpoint's " + name + " is none that could be kept");
    };
  }

  private static long seconds(Map<String, @Nullable Object> said) throws LoginRefused {
    return switch (said.get("expires_in")) {
      case null -> 0;
      case Integer whole when whole > 0 -> Math.min(whole, LONGEST_LIFETIME);
      case Long whole when whole > 0 -> Math.min(whole, LONGEST_LIFETIME);
      // Some issuers write it as a text.
      case String text when text.matches("[1-9][0-9]{0,8}") ->
          Math.min(Long.parseLong(text), LONGEST_LIFETIME);
      default ->
          throw LoginRefused.atPresent("the token endpoint's expires_in is no number of seconds");
    };
  }

  /** Without tokens. */
  @Override
  public String toString() {
    return "[redacted]";
  }
}
