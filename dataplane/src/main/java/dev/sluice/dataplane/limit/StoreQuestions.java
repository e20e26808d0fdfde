package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.handler.Later;
import dev.sluice.dataplane.limit.state.LimitOutcome;
import dev.sluice.dataplane.limit.store.Demand;
import dev.sluice.dataplane.limit.store.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks the store for the rest of a decision: once, for all its limits together. A store that knows
 * at once holds nobody up.
 */
final class StoreQuestions {
  /** What follows when all is known. */
  interface Then {
    void goOn(Decision decision) throws Exception;
  }

  private final Decision decision;
  private final Then then;
  private final List<SharedAsk> together = new ArrayList<>();

  /**
   * @param refused whether it is clear already that the request does not pass
   */
  StoreQuestions(Decision decision, boolean refused, Then then) {
    this.decision = decision;
    this.then = then;
    for (Ask ask : decision.asks()) {
      if (ask instanceof SharedAsk shared && (!refused || shared.limit().shadow())) {
        together.add(shared);
      }
    }
  }

  void ask() throws Exception {
    List<Demand> demands = new ArrayList<>(together.size());
    for (SharedAsk ask : together) {
      demands.add(ask.demand());
    }
    CompletionStage<List<Tally>> answer = together.getFirst().rate().store().take(demands);
    if (answer instanceof CompletableFuture<List<Tally>> known && known.isDone()) {
      if (known.isCompletedExceptionally()) {
        failed();
      } else {
        heard(known.resultNow());
      }
      then.goOn(decision);
    } else {
      Later.await(
          decision.exchange(),
          answer,
          (exchange, tallies, failure) -> {
            if (tallies == null) {
              failed();
            } else {
              heard(tallies);
            }
            then.goOn(decision);
          });
    }
  }

  private void heard(List<Tally> tallies) {
    long now = System.nanoTime();
    for (int i = 0; i < together.size(); i++) {
      SharedAsk ask = together.get(i);
      ask.heard(tallies.get(i));
      judge(ask, ask.has(now), now);
    }
  }

  private void judge(Ask ask, boolean enough, long now) {
    if (ask.limit().shadow()) {
      decision.judgeShadow(ask, enough);
    } else if (!enough) {
      decision.lacks(ask, now);
    }
  }

  /** Each limit says by itself what becomes of its requests then. */
  private void failed() {
    long now = System.nanoTime();
    for (SharedAsk ask : together) {
      AppliedLimit limit = ask.limit();
      switch (ask.rate().onFailure()) {
        case OPEN -> {
          limit.state().figures().count(LimitOutcome.FAILED_OPEN);
          decision.asks().remove(ask);
        }
        case CLOSED -> {
          if (limit.shadow()) {
            limit.state().figures().count(LimitOutcome.FAILED_OPEN);
          } else {
            decision.unknown(limit);
          }
          decision.asks().remove(ask);
        }
        case LOCAL_FALLBACK -> {
          limit.state().figures().fallBack();
          RateAsk own =
              ask.rate().instead(limit, ask.tier(), decision.exchange(), decision.context(), now);
          decision.asks().set(decision.asks().indexOf(ask), own);
          judge(own, own.take(now), now);
        }
      }
    }
  }

  @Override
  public String toString() {
    return together.size() + " questions";
  }
}
