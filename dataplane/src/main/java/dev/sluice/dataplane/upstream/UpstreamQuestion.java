package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.ask.Asking;
import dev.sluice.dataplane.ask.Question;
import dev.sluice.dataplane.ask.Reply;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.breaker.Breaker;
import dev.sluice.dataplane.upstream.breaker.BreakerCall;
import dev.sluice.dataplane.upstream.concurrency.ConcurrencyLimit;
import dev.sluice.dataplane.upstream.credential.CredentialEdit;
import dev.sluice.dataplane.upstream.credential.OutboundCredential;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A question of our own to a backend, on one I/O thread, under one limit of time. Where nobody was
 * reached, or a pooled connection was found closed, it is asked once more: it has no body, and
 * changes nothing. It does not wait in line for a slot, nor for a token.
 */
final class UpstreamQuestion implements Asking {
  private static final int MOST_TRIES = 2;

  private final Upstream asked;
  private final IoLoop loop;
  private final Question question;
  private final Consumer<Reply> told;
  private final Timer timer = new Timer(this::timeUp);
  private final List<UpstreamEndpoint> tried = new ArrayList<>(MOST_TRIES);
  private @Nullable QuestionTry current;
  private boolean over;

  UpstreamQuestion(Upstream asked, IoLoop loop, Question question, Consumer<Reply> told) {
    this.asked = asked;
    this.loop = loop;
    this.question = question;
    this.told = told;
  }

  void start() {
    loop.wheel().schedule(timer, question.timeoutMillis());
    tryNext(false);
  }

  private void tryNext(boolean fresh) {
    Upstream serving = asked.choice().serving();
    if (serving != asked) {
      asked.choice().handedOn();
    }
    long any = loop.random(Integer.MAX_VALUE);
    UpstreamEndpoint endpoint =
        tried.isEmpty()
            ? serving.choice().choose(loop, any)
            : serving.choice().another(loop, any, tried);
    if (endpoint == null) {
      end(new Reply.Failed(serving.nowhere(), serving.nowhereWords()));
      return;
    }
    // A choice may hand on to others; what spares and what opens is that of the endpoint's own.
    Upstream owner = endpoint.upstream();
    OutboundCredential wanted = owner.credential().now();
    CredentialEdit shown = wanted.now();
    if (shown == null && wanted != OutboundCredential.NONE) {
      end(
          new Reply.Failed(
              FailureKind.UPSTREAM_CREDENTIAL_UNAVAILABLE, "no credential for " + owner.key()));
      return;
    }
    ConcurrencyLimit limit = owner.safeguards().limit();
    if (limit != null && !limit.tryEnter()) {
      end(new Reply.Failed(FailureKind.UPSTREAM_OVERFLOW, owner.key() + ": all slots are taken"));
      return;
    }
    Breaker breaker = owner.safeguards().breaker();
    BreakerCall call = breaker == null ? null : breaker.admit();
    if (breaker != null && call == null) {
      if (limit != null) {
        limit.leave();
      }
      end(new Reply.Failed(FailureKind.BREAKER_OPEN, owner.key() + ": the breaker is open"));
      return;
    }
    tried.add(endpoint);
    QuestionTry next = new QuestionTry(this, question, endpoint, loop, shown, call, limit);
    current = next;
    next.start(fresh);
  }

  void answered(Reply.Answered answer) {
    end(answer);
  }

  /**
   * @param stale whether it was but a pooled connection that was found closed
   */
  void failed(QuestionTry ended, FailureKind kind, String detail, boolean stale) {
    if (over) {
      return;
    }
    if ((stale || reachedNobody(kind))
        && tried.size() < MOST_TRIES
        && (kind == FailureKind.UPSTREAM_ADDRESS_FORBIDDEN
            || ended.endpoint().upstream().safeguards().budget().take(System.nanoTime()))) {
      tryNext(stale);
    } else {
      end(new Reply.Failed(kind, detail));
    }
  }

  void endpointLeft() {
    if (!over) {
      tryNext(false);
    }
  }

  private static boolean reachedNobody(FailureKind kind) {
    return kind == FailureKind.UPSTREAM_CONNECT_FAILED
        || kind == FailureKind.UPSTREAM_CONNECT_TIMEOUT
        || kind == FailureKind.UPSTREAM_ADDRESS_FORBIDDEN;
  }

  private void timeUp() {
    QuestionTry running = current;
    if (running != null && !over) {
      // Ends this question, as answered if the head is there.
      running.fail(
          FailureKind.UPSTREAM_TIMEOUT, running.endpoint() + ": no complete answer in time");
    }
  }

  private void end(Reply reply) {
    if (!over) {
      over = true;
      loop.wheel().cancel(timer);
      told.accept(reply);
    }
  }

  @Override
  public void cancel() {
    if (!over) {
      over = true;
      loop.wheel().cancel(timer);
      if (current != null) {
        current.abort();
      }
    }
  }
}
