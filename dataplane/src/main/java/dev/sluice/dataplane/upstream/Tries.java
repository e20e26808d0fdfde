package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.breaker.Breaker;
import dev.sluice.dataplane.upstream.breaker.BreakerCall;
import io.undertow.util.Headers;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one request: one after the other, and where it is hedged two at a time. Decides
 * whether there is another, and which answer counts.
 */
final class Tries {
  private final UpstreamRequest request;
  private final Upstream upstream;
  private final ForwardPolicy policy;
  private final IoLoop loop;
  private final RequestClock clock;
  private Attempt lead;
  private @Nullable Hedging hedging;
  private @Nullable Retries retries;
  private int count = 1;
  private int deadOnes;

  Tries(
      UpstreamRequest request,
      Upstream upstream,
      ForwardPolicy policy,
      IoLoop loop,
      RequestClock clock,
      Attempt first) {
    this.request = request;
    this.upstream = upstream;
    this.policy = policy;
    this.loop = loop;
    this.clock = clock;
    lead = first;
  }

  void start() {
    upstream.safeguards().budget().requested(lead.since());
    hedging = Hedging.of(request, this, upstream, policy.hedge(), loop);
    lead.start(false);
    if (hedging != null) {
      hedging.arm();
    }
  }

  /** The one whose answer goes to the client, unless another is faster. */
  Attempt lead() {
    return lead;
  }

  void lead(Attempt other) {
    lead = other;
  }

  /** The attempt came to nothing before anything was sent, and through nobody's fault. */
  void chooseAnother(Attempt left) {
    if (!othersGoOn(left)) {
      tryAnother(List.of(left.endpoint()), false);
    }
  }

  private boolean othersGoOn(Attempt dropped) {
    return hedging != null && hedging.goesOnWithout(dropped);
  }

  void failed(Attempt failed, FailureKind kind, String detail) {
    if (othersGoOn(failed)) {
      return;
    }
    boolean dead = failed.reused() && kind == FailureKind.UPSTREAM_RESET;
    // A pooled connection found dead says nothing of the backend: that is no reason to wait.
    long wait = dead ? 0 : policy.backoff().millis(count);
    RequestRelay sent = failed.body();
    if (policy
            .decision()
            .failure(
                kind,
                count - deadOnes,
                sent.sent(),
                failed.answered(),
                failed.reused(),
                sent.replayable(),
                request.exchange().getRequestMethod())
        && clock.allows(wait)
        && upstream.safeguards().open()
        && (dead || reachedNobody(kind) || affords())) {
      // It was as good as none, and uses no try up: the next takes a new connection.
      deadOnes += dead ? 1 : 0;
      retry(failed, wait, dead);
    } else {
      request.end(kind, detail);
    }
  }

  /** Another try gives the backend no more to do than the first. */
  private static boolean reachedNobody(FailureKind kind) {
    return kind == FailureKind.UPSTREAM_CONNECT_FAILED
        || kind == FailureKind.UPSTREAM_CONNECT_TIMEOUT
        || kind == FailureKind.UPSTREAM_ADDRESS_FORBIDDEN;
  }

  private boolean affords() {
    if (upstream.safeguards().budget().take(System.nanoTime())) {
      return true;
    }
    request.context().upstream().retryRefused(true);
    return false;
  }

  /**
   * The head of an answer is there.
   *
   * @param whole whether the connection is good for more when this answer is dropped
   * @return whether it is dropped and another try follows, or goes on
   */
  boolean triesAgain(Attempt answered, ResponseHead head, boolean whole) {
    RequestRelay body = answered.body();
    boolean worthAnother =
        policy
            .decision()
            .status(head.status(), count, body.replayable(), request.exchange().getRequestMethod());
    if (hedging != null && settles(answered, head, worthAnother, whole)) {
      return true;
    }
    if (!worthAnother) {
      return false;
    }
    long asked = RetryAfter.millis(head.first(Headers.RETRY_AFTER), Instant.now());
    long wait = Math.max(asked, policy.backoff().millis(count));
    if (asked > policy.honourRetryAfterMillis()
        || !clock.allows(wait)
        || !upstream.safeguards().open()
        || !affords()) {
      return false;
    }
    answered.answerRead(whole);
    body.stop();
    retry(answered, wait, false);
    return true;
  }

  /** The first good head wins; one that is not good is dropped while another may come. */
  private boolean settles(Attempt answered, ResponseHead head, boolean bad, boolean whole) {
    Hedging running = hedging;
    if (running == null) {
      return false;
    }
    if ((bad || head.status() >= 500) && running.goesOnWithout(answered)) {
      answered.answerRead(whole);
      answered.body().stop();
      return true;
    }
    running.won(answered);
    return false;
  }

  private void retry(Attempt failed, long wait, boolean fresh) {
    count++;
    Retries further = retries;
    if (further == null) {
      further = new Retries(loop.wheel(), this::tryAnother);
      retries = further;
    }
    further.after(wait, failed.endpoint(), fresh);
  }

  private void tryAnother(List<UpstreamEndpoint> tried, boolean fresh) {
    // Who serves may have changed since the last try.
    Upstream serving = upstream.choice().serving();
    request.context().upstream().backend(serving.key());
    EndpointChoice choice = serving.choice();
    long key = choice.key(request.exchange(), request.context());
    tryAt(choice.another(loop, key, tried), fresh);
  }

  /** The breaker has opened between two tries: as before the first, another may stand in. */
  private void beside(Upstream shut, Breaker open) {
    Upstream other = shut.choice().alternatives().fallback();
    if (other == null) {
      request.refused(shut, open);
      return;
    }
    Upstream serving = other.choice().serving();
    request.context().upstream().backend(serving.key());
    EndpointChoice choice = serving.choice();
    tryAt(choice.choose(loop, choice.key(request.exchange(), request.context())), false);
  }

  private void tryAt(@Nullable UpstreamEndpoint endpoint, boolean fresh) {
    if (endpoint == null) {
      Admission.retryAfter(request.exchange(), upstream);
      request.end(upstream.nowhere(), upstream.nowhereWords());
      return;
    }
    if (!endpoint.upstream().scope().admits(request.context().identity())) {
      request.end(FailureKind.FORBIDDEN, Admission.forbidden(endpoint.upstream()));
      return;
    }
    if (!request.movesTo(endpoint.upstream())) {
      request.end(
          FailureKind.UPSTREAM_OVERFLOW, endpoint.upstream().key() + ": all slots are taken");
      return;
    }
    Breaker breaker = endpoint.upstream().safeguards().breaker();
    BreakerCall call = breaker == null ? null : breaker.admit();
    if (breaker != null && call == null) {
      beside(endpoint.upstream(), breaker);
      return;
    }
    request.body().again();
    lead = new Attempt(request, endpoint, loop, call, request.body());
    lead.start(fresh);
    if (hedging != null) {
      hedging.arm();
    }
  }

  /** The request's time is up, and not through its client. */
  void timeUp() {
    if (!lead.ended()) {
      Blame.failed(lead, FailureKind.UPSTREAM_TIMEOUT);
    }
    abort();
  }

  /** No more tries, and an end to those under way. */
  void abort() {
    stopTimers();
    lead.abort();
    if (hedging != null) {
      hedging.abort();
    }
  }

  void stopTimers() {
    if (retries != null) {
      retries.cancel();
    }
    if (hedging != null) {
      hedging.stop();
    }
  }
}
