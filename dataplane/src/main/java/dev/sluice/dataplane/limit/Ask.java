package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.limit.demand.DemandSketch;
import dev.sluice.dataplane.limit.key.KeyMaker;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/** What one request asks of one counter, and what it hears. */
sealed interface Ask permits TieredAsk, SlotAsk {
  AppliedLimit limit();

  /** Who made the key of its counter. */
  KeyMaker keys();

  /** Whether there is enough now. Takes nothing. */
  boolean has(long now);

  /** Takes what it asks, or nothing. */
  boolean take(long now);

  /** Gives back what was taken, if anything was. */
  void giveBack(long now);

  /** Whether anybody has said what is left. */
  default boolean isAnswered() {
    return true;
  }

  /** Whether it got what it asked when it was asked last. */
  boolean granted();

  /** Header of the backend's answer that tells what the request costs besides; null if none. */
  @Nullable HttpString responseCost();

  /**
   * Who asks, as {@link DemandSketch} knows them; 0 of an ask that no answer costs anything.
   *
   * @param exchange as it was when it asked
   */
  long demandKey(HttpServerExchange exchange, RequestContext context);

  /** Notes a cost that came out later, whether the request was let in or only tried out. */
  void demanded(long demandKey, long cost, long now);

  /** Takes so much, be it there or not. */
  void charge(long cost, long now);

  /** What was left when it was asked last; 0 or more. */
  long left();

  /** That there ever is, in digits. */
  String most();

  /** Until there is enough; {@link Long#MAX_VALUE} if there never will be. */
  long nanosUntilEnough(long now);

  /** Until all is left, if nobody takes any more. */
  long nanosUntilFull(long now);

  /** Member of {@code RateLimit-Policy}. */
  String policy();
}
