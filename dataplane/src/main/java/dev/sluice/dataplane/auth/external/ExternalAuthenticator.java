package dev.sluice.dataplane.auth.external;

import dev.sluice.dataplane.ask.AskedBackend;
import dev.sluice.dataplane.ask.Reply;
import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.memory.TwoGenerations;
import dev.sluice.snapshot.IdentityProvider;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a service about every request. It always has a credential: the request itself. With a cache
 * requests that agree share an answer, and while it is under way the question.
 */
public final class ExternalAuthenticator implements Authenticator {
  /** Of each of two generations of answers that hold, in bytes, reckoned. */
  private static final long MOST = 16 << 20;

  /** For an answer that holds, and what it hangs on, besides its texts. */
  private static final int OVERHEAD = 512;

  private final IdentityProvider.External section;
  private final AskedBackend backend;
  private final QuestionForm form;
  private final AnswerReading reading;
  private final ExternalFigures figures;
  private final AnswerKey.Maker keys;
  private final LongSupplier clock;
  private final @Nullable TwoGenerations<AnswerKey, Outcome> held;
  private final Map<AnswerKey, Flight> flights = new ConcurrentHashMap<>();

  /**
   * @param clock in milliseconds
   */
  public ExternalAuthenticator(
      IdentityProvider.External section,
      AskedBackend backend,
      ExternalFigures figures,
      LongSupplier clock) {
    this.section = section;
    this.backend = backend;
    this.figures = figures;
    form = new QuestionForm(section);
    reading = new AnswerReading(section);
    keys = new AnswerKey.Maker(section);
    this.clock = clock;
    held = section.cacheMillis() > 0 ? new TwoGenerations<>(MOST) : null;
  }

  /** Whether it would be the same if it were made anew. */
  public boolean isOf(IdentityProvider.External other, AskedBackend otherBackend) {
    return section.equals(other) && backend.equals(otherBackend);
  }

  public ExternalFigures figures() {
    return figures;
  }

  public ExternalView view() {
    return new ExternalView(
        section.name(),
        section.backend().toString(),
        section.failOpen(),
        held == null ? 0 : held.size(),
        figures);
  }

  @Override
  public Outcome authenticate(HttpServerExchange exchange, RequestContext context) {
    TwoGenerations<AnswerKey, Outcome> answers = held;
    if (answers == null) {
      return ask(exchange, context, new Flight(exchange.getIoThread()), null);
    }
    AnswerKey key = keys.of(exchange, context);
    Outcome known = answers.get(key, clock.getAsLong());
    if (known != null) {
      figures.heldOne();
      return known;
    }
    Flight own = new Flight(exchange.getIoThread());
    Flight flight =
        flights.compute(key, (same, running) -> running != null && running.join() ? running : own);
    if (flight == own) {
      return ask(exchange, context, own, key);
    }
    figures.sharedOne();
    return share(exchange, context, flight, key);
  }

  private Outcome ask(
      HttpServerExchange exchange, RequestContext context, Flight flight, @Nullable AnswerKey key) {
    return new Outcome.Later(asked(exchange, context, flight, key));
  }

  private CompletionStage<Outcome> asked(
      HttpServerExchange exchange, RequestContext context, Flight flight, @Nullable AnswerKey key) {
    long began = System.nanoTime();
    flight.began(
        backend.ask(form.of(exchange, context), reply -> answered(reply, flight, key, began)));
    wait(exchange, flight, key);
    return flight.outcome().thenApply(known -> counted(known.outcome()));
  }

  /** What the other alone is told, such as a cookie, is not for this one, who asks by itself. */
  private Outcome share(
      HttpServerExchange exchange, RequestContext context, Flight flight, AnswerKey key) {
    wait(exchange, flight, key);
    return new Outcome.Later(
        flight
            .outcome()
            .thenComposeAsync(
                known ->
                    known.isForAll() || exchange.isComplete()
                        ? CompletableFuture.completedFuture(counted(known.outcome()))
                        : asked(exchange, context, new Flight(exchange.getIoThread()), null),
                exchange.getIoThread()));
  }

  private void answered(Reply reply, Flight flight, @Nullable AnswerKey key, long began) {
    Judgement judgement = reading.of(reply);
    figures.answered(judgement.kind(), System.nanoTime() - began);
    if (key != null) {
      if (judgement.kept() && held != null) {
        held.put(
            key, judgement.outcome(), clock.getAsLong() + section.cacheMillis(), weight(reply));
      }
      flights.remove(key, flight);
    }
    flight.ended(judgement);
  }

  private static int weight(Reply reply) {
    int weight = OVERHEAD;
    if (reply instanceof Reply.Answered answer) {
      weight += answer.body().length;
      for (var field : answer.fields()) {
        weight += 2 * field.value().length();
      }
    }
    return weight;
  }

  /** A client that goes away wants to know nothing any more. */
  private void wait(HttpServerExchange exchange, Flight flight, @Nullable AnswerKey key) {
    exchange.addExchangeCompleteListener(
        (HttpServerExchange ended, ExchangeCompletionListener.NextListener after) -> {
          if (flight.leave()) {
            figures.abandonedOne();
            if (key != null) {
              flights.remove(key, flight);
            }
          }
          after.proceed();
        });
  }

  private Outcome counted(Outcome outcome) {
    if (outcome instanceof Outcome.Unnamed) {
      figures.openedOne();
    }
    return outcome;
  }

  /** The service says in its own words what it wants to see. */
  @Override
  public String challenge(boolean refused) {
    return "";
  }

  @Override
  public void strip(HttpServerExchange exchange, RequestContext context) {
    // What the service judged is the backend's to see, too.
  }

  @Override
  public String toString() {
    return "external(" + section.name() + ", " + backend + ")";
  }
}
