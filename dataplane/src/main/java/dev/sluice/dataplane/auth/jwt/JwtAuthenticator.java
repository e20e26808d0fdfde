package dev.sluice.dataplane.auth.jwt;

import dev.sluice.dataplane.auth.jwt.VerifiedTokens.Verified;
import dev.sluice.dataplane.auth.jwt.keys.KeySource;
import dev.sluice.dataplane.auth.jwt.keys.VerificationKey;
import dev.sluice.dataplane.auth.jwt.keys.VerificationKeys;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of one issuer. A token that was verified before costs one look-up. Of others the cheap
 * questions come first, so that only what could be good costs a signature, and only what could be
 * good has keys fetched.
 */
public final class JwtAuthenticator implements BearerTokens {

  /** Bad, unless somebody who asks the issuer comes next. */
  private static final Outcome OPAQUE =
      new Outcome.Foreign(String.valueOf(BadToken.MALFORMED.getMessage()));

  /**
   * Keys that a token may have been signed with, if it does not say which: each costs a check, more
   * than one of which no I/O thread has time for.
   */
  private static final int MOST_CANDIDATES = 8;

  /** So long a request waits for keys. */
  private static final long PATIENCE_MILLIS = 2_000;

  private final IdentityProvider.Jwt provider;
  private final KeySource keys;
  private final RevocationCheck revocation;
  private final Executor workers;
  private final LongSupplier clock;
  private final Places places;
  private final Set<String> algorithms;
  private final ClaimRules rules;
  private final TokenOwner owner;
  private final VerifiedTokens verified = new VerifiedTokens();

  /**
   * @param revocation knows what was taken back
   * @param workers for what takes long; rejects what is too much
   * @param clock milliseconds since the epoch
   */
  JwtAuthenticator(
      IdentityProvider.Jwt provider,
      KeySource keys,
      RevocationCheck revocation,
      Executor workers,
      LongSupplier clock) {
    this.provider = provider;
    this.keys = keys;
    this.revocation = revocation;
    this.workers = workers;
    this.clock = clock;
    places = new Places(provider.from());
    algorithms = Set.copyOf(provider.algorithms());
    rules = new ClaimRules(provider);
    owner = new TokenOwner(provider.name(), provider.claims(), provider.claimHeaders());
  }

  /** Whether it would be the same if it were made anew. */
  boolean isOf(IdentityProvider.Jwt other, KeySource source, RevocationCheck check) {
    return provider.equals(other) && keys == source && revocation == check;
  }

  /** The same with other keys. What was verified is forgotten. */
  JwtAuthenticator with(KeySource other) {
    return new JwtAuthenticator(provider, other, revocation, workers, clock);
  }

  KeySource keys() {
    return keys;
  }

  /** How many verified tokens are remembered. */
  int remembered() {
    return verified.size();
  }

  @Override
  public Outcome authenticate(HttpServerExchange exchange, RequestContext context) {
    return switch (places.find(exchange)) {
      case Carried.Nothing nothing -> Outcome.ABSENT;
      case Carried.Several several -> BadToken.SEVERAL.outcome();
      case Carried.One one -> judge(one);
    };
  }

  Outcome judge(Carried.One one) {
    if (one.start() == 0 && one.text().indexOf(' ') >= 0) {
      // With a scheme before it the same text may be known, from where a scheme belongs.
      return BadToken.MALFORMED.outcome();
    }
    Verified known = verified.get(one.text(), clock.getAsLong());
    if (known != null) {
      return unlessTakenBack(known);
    }
    String credential = one.credential();
    if (!TokenForm.isSigned(credential) && credential.length() <= TokenForm.LONGEST) {
      return OPAQUE;
    }
    try {
      TokenText token = TokenText.parse(credential);
      if (!rules.isOurs(token.claims())) {
        // Whatever else it is: its own issuer may use other algorithms and types.
        return new Outcome.Foreign(String.valueOf(BadToken.ISSUER.getMessage()));
      }
      TokenHeader header = TokenHeader.judge(token.header(), algorithms, provider.tokenType());
      long until = rules.judge(token.claims(), clock.getAsLong());
      return withKeys(new Question(one, token, header, until), true);
    } catch (BadToken e) {
      return e.outcome();
    }
  }

  /** A token of which all is good but, perhaps, the signature. */
  private record Question(Carried.One carried, TokenText token, TokenHeader header, long until) {
    String text() {
      return carried.text();
    }

    String credential() {
      return carried.credential();
    }
  }

  /**
   * @param onIoThread where nothing may take long, and keys may still be waited for
   */
  private Outcome withKeys(Question question, boolean onIoThread) throws BadToken {
    VerificationKeys now = keys.now();
    TokenHeader header = question.header();
    if (now == null) {
      return onIoThread
          ? later(keys.newer(), question, new Outcome.Unavailable("there are no keys yet"))
          : new Outcome.Unavailable("there are no keys");
    }
    List<VerificationKey> candidates = now.candidates(header.algorithm(), header.key());
    if (candidates.isEmpty()) {
      boolean unheardOf = !header.key().isEmpty() && !now.knows(header.key());
      if (onIoThread && unheardOf) {
        return later(keys.newer(), question, BadToken.UNKNOWN_KEY.outcome());
      }
      throw BadToken.UNKNOWN_KEY;
    }
    if (candidates.size() > MOST_CANDIDATES) {
      throw BadToken.TOO_MANY_KEYS;
    }
    if (onIoThread && (candidates.size() > 1 || candidates.getFirst().isSlow())) {
      return new Outcome.Later(supply(() -> check(question, candidates)));
    }
    return check(question, candidates);
  }

  private Outcome check(Question question, List<VerificationKey> candidates) {
    TokenText token = question.token();
    for (VerificationKey key : candidates) {
      if (key.verifies(question.header().algorithm(), token.signed(), token.signature())) {
        Outcome known = new Outcome.Known(owner.of(token.claims()));
        Verified good = new Verified(known, key, names(question));
        verified.put(question.text(), good, question.until());
        return unlessTakenBack(good);
      }
    }
    return BadToken.SIGNATURE.outcome();
  }

  private @Nullable RevocableToken names(Question question) {
    return revocation.isOn()
        ? RevocableToken.of(provider.name(), question.credential(), question.token().claims())
        : null;
  }

  private Outcome unlessTakenBack(Verified good) {
    RevocableToken names = good.names();
    Outcome why = names == null ? null : revocation.whyNot(names);
    return why == null ? good.outcome() : why;
  }

  /**
   * @param looking for newer keys; null: nobody does
   * @param otherwise what to say if nothing comes of it
   */
  private Outcome later(
      @Nullable CompletionStage<Void> looking, Question question, Outcome otherwise) {
    if (looking == null) {
      return otherwise;
    }
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    CompletableFuture<Void> waited =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    looking.whenComplete((done, failure) -> waited.complete(null));
    waited.thenRun(
        () -> {
          if (isHopeless(question)) {
            outcome.complete(otherwise);
          } else {
            supply(() -> again(question))
                .whenComplete(
                    (known, failure) -> outcome.complete(failure == null ? known : otherwise));
          }
        });
    return new Outcome.Later(outcome);
  }

  /** Of thousands that name keys of their own making, none is to fill the queue. */
  private boolean isHopeless(Question question) {
    VerificationKeys now = keys.now();
    TokenHeader header = question.header();
    return now == null || now.candidates(header.algorithm(), header.key()).isEmpty();
  }

  private Outcome again(Question question) {
    try {
      return withKeys(question, false);
    } catch (BadToken e) {
      return e.outcome();
    }
  }

  private interface Answer {
    Outcome get();
  }

  private CompletionStage<Outcome> supply(Answer answer) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    try {
      workers.execute(
          () -> {
            try {
              outcome.complete(answer.get());
            } catch (RuntimeException e) {
              outcome.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      outcome.complete(new Outcome.Unavailable("too many signatures are to be checked"));
    }
    return outcome;
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

  /** Without claims and keys. */
  @Override
  public String toString() {
    return "jwt(" + provider.name() + ")";
  }
}
