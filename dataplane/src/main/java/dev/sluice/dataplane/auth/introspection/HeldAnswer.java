package dev.sluice.dataplane.auth.introspection;

import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.auth.revocation.RevocableToken;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What the issuer said, for as long as it holds. Times are milliseconds since the epoch. */
final class HeldAnswer {
  private final Outcome outcome;
  private final @Nullable RevocableToken names;
  private final long due;
  private final AtomicBoolean asking = new AtomicBoolean();

  /**
   * @param outcome the same object for each request: nothing is made anew
   * @param names by what the token could be taken back; null: it cannot be
   * @param due when it is to be asked for again, before it ends
   */
  HeldAnswer(Outcome outcome, @Nullable RevocableToken names, long due) {
    this.outcome = outcome;
    this.names = names;
    this.due = due;
  }

  Outcome outcome() {
    return outcome;
  }

  @Nullable RevocableToken names() {
    return names;
  }

  /** Whether the caller is the one who asks again. */
  boolean isForMeToAsk(long nowMillis) {
    return nowMillis >= due && !asking.get() && asking.compareAndSet(false, true);
  }

  /** Nobody could tell: another one may ask. */
  void stillAsAsked() {
    asking.set(false);
  }
}
