package dev.sluice.dataplane.auth.introspection;

import dev.sluice.dataplane.auth.introspection.Issuer.Question;
import dev.sluice.dataplane.auth.place.Carried;
import dev.sluice.dataplane.auth.place.Places;
import dev.sluice.dataplane.auth.provider.BearerTokens;
import dev.sluice.dataplane.auth.revocation.RevocableToken;
import dev.sluice.dataplane.auth.revocation.RevocationCheck;
import dev.sluice.dataplane.auth.token.TokenForm;
import dev.sluice.dataplane.auth.token.TokenOwner;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.snapshot.IdentityProvider;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of which their issuer is asked. A token that it was asked about lately costs one look-up.
 * Of an answer that is still in use another is fetched before it ends, so that nobody waits for it.
 */
public final class IntrospectionAuthenticator implements BearerTokens {

  private static final Outcome SEVERAL = new Outcome.Refused("more than one token");
  private static final Outcome TOO_LONG = new Outcome.Refused("the token is too long");
  private static final Outcome MALFORMED = new Outcome.Refused("the token is malformed");
  private static final Outcome SIGNED = new Outcome.Foreign("the token is a JSON Web Token");

  /** So long at most the issuer is believed that a token is no good. */
  private static final long MOST_MILLIS_OTHERS = 5_000;

  private final IdentityProvider.Introspection provider;
  private final ClientSecret client;
  private final Issuer issuer;
  private final RevocationCheck revocation;
  private final LongSupplier clock;
  private final Places places;
  private final AnswerRules rules;
  private final TokenOwner owner;
  private final Duration timeout;
  private final HeldAnswers answers = new HeldAnswers();
  private final Map<String, CompletableFuture<Outcome>> underWay = new ConcurrentHashMap<>();

  /**
   * @param revocation knows what was taken back
   * @param clock milliseconds since the epoch
   */
  IntrospectionAuthenticator(
      IdentityProvider.Introspection provider,
      ClientSecret client,
      Issuer issuer,
      RevocationCheck revocation,
      LongSupplier clock) {
    this.provider = provider;
    this.client = client;
    this.issuer = issuer;
    this.revocation = revocation;
    this.clock = clock;
    places = new Places(provider.from());
    rules = new AnswerRules(provider);
    owner = new TokenOwner(provider.name(), provider.claims(), provider.claimHeaders());
    timeout = Duration.ofMillis(provider.timeoutMillis());
  }

  /** Whether it would be the same if it were made anew. */
  boolean isOf(
      IdentityProvider.Introspection other,
      ClientSecret secret,
      Issuer asked,
      RevocationCheck check) {
    return provider.equals(other)
        && client.equals(secret)
        && issuer == asked
        && revocation == check;
  }

  @Override
  public Outcome authenticate(HttpServerExchange exchange, RequestContext context) {
    return switch (places.find(exchange)) {
      case Carried.Nothing nothing -> Outcome.ABSENT;
      case Carried.Several several -> SEVERAL;
      case Carried.One one -> judge(one, context.clientAddress());
    };
  }

  private Outcome judge(Carried.One one, String address) {
    if (one.start() == 0 && one.text().indexOf(' ') >= 0) {
      // With a scheme before it the same text may be known, from where a scheme belongs.
      return MALFORMED;
    }
    HeldAnswer held = answers.get(one.text(), clock.getAsLong());
    if (held != null) {
      issuer.meter().hits.increment();
      if (held.isForMeToAsk(clock.getAsLong())) {
        again(held, one, address);
      }
      return unlessTakenBack(held.outcome(), held.names());
    }
    String token = one.credential();
    if (token.length() > TokenForm.LONGEST) {
      return TOO_LONG;
    }
    if (!TokenForm.isVisible(token)) {
      return MALFORMED;
    }
    if (provider.opaqueOnly() && TokenForm.isSigned(token)) {
      return SIGNED;
    }
    return ask(one.text(), token, address);
  }

  private Outcome ask(String text, String token, String address) {
    CompletableFuture<Outcome> mine = new CompletableFuture<>();
    CompletableFuture<Outcome> other = underWay.putIfAbsent(token, mine);
    if (other != null) {
      issuer.meter().shared.increment();
      return new Outcome.Later(other);
    }
    HeldAnswer held = answers.get(text, clock.getAsLong());
    if (held != null) {
      // It came between the first look and ours.
      Outcome known = unlessTakenBack(held.outcome(), held.names());
      finish(token, mine, known);
      return known;
    }
    String why =
        issuer.ask(
            address, question(token), answer -> finish(token, mine, told(text, token, answer)));
    if (!why.isEmpty()) {
      Outcome unavailable = new Outcome.Unavailable(why);
      finish(token, mine, unavailable);
      return unavailable;
    }
    return new Outcome.Later(mine);
  }

  private void finish(String token, CompletableFuture<Outcome> mine, Outcome outcome) {
    underWay.remove(token, mine);
    mine.complete(outcome);
  }

  /** Nobody waits for it. */
  private void again(HeldAnswer held, Carried.One one, String address) {
    String why =
        issuer.ask(
            address,
            question(one.credential()),
            answer -> {
              told(one.text(), one.credential(), answer);
              if (answer instanceof Answer.Failed) {
                held.stillAsAsked();
              }
            });
    if (!why.isEmpty()) {
      held.stillAsAsked();
    }
  }

  private Question question(String token) {
    return new Question(token, client.authorization(), timeout, rules);
  }

  /** What an answer means, which is held from now on. */
  private Outcome told(String text, String token, Answer answer) {
    long now = clock.getAsLong();
    long most = provider.cacheMillis();
    return switch (answer) {
      case Answer.Active(var members, long until) -> {
        Outcome known = new Outcome.Known(owner.of(members));
        RevocableToken names =
            revocation.isOn() ? RevocableToken.of(provider.name(), token, members) : null;
        if (most > 0) {
          boolean endsBefore = until - now < most;
          long end = endsBefore ? until : now + most;
          // A token that ends is not asked for again: the answer is known.
          long due = endsBefore ? end : end - most / 4;
          answers.good(text, new HeldAnswer(known, names, due), end);
        }
        yield unlessTakenBack(known, names);
      }
      case Answer.Inactive(String reason) -> {
        Outcome refused = new Outcome.Refused(reason);
        if (most > 0) {
          long end = now + Math.min(most, MOST_MILLIS_OTHERS);
          answers.other(text, new HeldAnswer(refused, null, end), end);
        }
        yield refused;
      }
      case Answer.Failed(String reason, Answer.Blame blame) -> new Outcome.Unavailable(reason);
    };
  }

  private Outcome unlessTakenBack(Outcome good, @Nullable RevocableToken names) {
    Outcome why = names == null ? null : revocation.whyNot(names);
    return why == null ? good : why;
  }

  @Override
  public Places places() {
    return places;
  }

  @Override
  public void strip(HttpServerExchange exchange, RequestContext context) {
    if (provider.stripToken()) {
      places.strip(exchange);
    }
  }

  IntrospectionView view() {
    Meter meter = issuer.meter();
    return new IntrospectionView(
        provider.name(),
        meter.active.sum(),
        meter.inactive.sum(),
        meter.failed.sum(),
        meter.nanos.sum(),
        meter.hits.sum(),
        meter.shared.sum(),
        meter.turnedAway.sum(),
        answers.size(),
        issuer.waiting(),
        issuer.resting(),
        meter.lastFailure);
  }

  /** Without tokens and secrets. */
  @Override
  public String toString() {
    return "introspection(" + provider.name() + ")";
  }
}
