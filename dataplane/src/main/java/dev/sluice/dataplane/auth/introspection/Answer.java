package dev.sluice.dataplane.auth.introspection;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What comes of asking about one token. */
sealed interface Answer {
  /**
   * The token is good.
   *
   * @param members of the answer
   * @param until when it expires, in milliseconds since the epoch
   */
  record Active(Map<String, @Nullable Object> members, long until) implements Answer {}

  /**
   * It is not, or not for us.
   *
   * @param reason in words of our own
   */
  record Inactive(String reason) implements Answer {}

  /**
   * Nobody can tell.
   *
   * @param reason likewise
   */
  record Failed(String reason, Blame blame) implements Answer {}

  /** Whose fault it can be that nobody can tell. */
  enum Blame {
    /** It would be so for any token. */
    ISSUER,
    /** A client may have chosen a token that the issuer fails on. */
    ISSUER_OR_TOKEN,
    /** The issuer was not asked, or not listened to. */
    GATEWAY
  }
}
