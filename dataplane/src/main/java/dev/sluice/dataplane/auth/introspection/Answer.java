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
   * @param forAll whether it would be so for any token; of others a client may have chosen one that
   *     the issuer fails on, and is not to keep the issuer from anybody else
   */
  record Failed(String reason, boolean forAll) implements Answer {}
}
