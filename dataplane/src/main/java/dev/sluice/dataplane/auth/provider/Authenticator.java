package dev.sluice.dataplane.auth.provider;

import dev.sluice.dataplane.auth.place.Places;
import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.reply.AnswerField;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.OwnAnswer;
import dev.sluice.snapshot.CredentialPlace;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** One way to know clients. Asked on I/O threads, many at a time: it never waits. */
public interface Authenticator {
  /** What it thinks of the credential that a request carries for it. */
  sealed interface Outcome {
    Outcome ABSENT = new Absent();

    /** The request carries none. */
    record Absent() implements Outcome {}

    record Known(Identity identity) implements Outcome {}

    /**
     * The credential is at fault.
     *
     * @param reason for logs: a few words of our own, never the client's
     */
    record Refused(String reason) implements Outcome {}

    /**
     * The credential is good or bad somewhere else: it names another issuer, or only its issuer can
     * read it. The next provider of such credentials is asked; if none knows it, it is refused.
     *
     * @param reason as of {@link Refused}
     */
    record Foreign(String reason) implements Outcome {}

    /**
     * Nobody can tell, and not through the client's fault.
     *
     * @param reason for logs
     */
    record Unavailable(String reason) implements Outcome {}

    /**
     * Nobody can tell, and the request passes all the same, without a name: so it was configured.
     *
     * @param reason as of {@link Refused}
     */
    record Unnamed(String reason) implements Outcome {}

    /**
     * Something is wrong of which the client learns as of everything that goes wrong.
     *
     * @param reason as of {@link Refused}
     */
    record Failed(FailureKind kind, String reason) implements Outcome {}

    /**
     * It takes a while.
     *
     * @param outcome none of these again; may be completed on any thread
     */
    record Later(CompletionStage<Outcome> outcome) implements Outcome {}

    /**
     * The provider answers in its own words: it sends the client elsewhere, or says no with more
     * than a status.
     *
     * @param decision what that is for the logs
     * @param identity whose request it was, if that is known by now
     */
    record Answer(AccessDecision decision, Optional<Identity> identity, OwnAnswer answer)
        implements Outcome {}

    /**
     * Besides, the client is told something with the answer, whoever makes that.
     *
     * @param fields of the answer's head, added to those of others; asked for when the answer is on
     *     its way, which may be much later than this outcome, on the I/O thread
     * @param outcome none of these again, and neither {@link Absent} nor {@link Foreign}
     */
    record Telling(Supplier<List<AnswerField>> fields, Outcome outcome) implements Outcome {}
  }

  Outcome authenticate(HttpServerExchange exchange, RequestContext context);

  /** Whether a credential that is foreign to the other may be this one's. */
  default boolean isPeerOf(Authenticator other) {
    return false;
  }

  /**
   * The value of {@code WWW-Authenticate} (RFC 9110 section 11.6.1) for a request without a good
   * credential; empty: none.
   *
   * @param refused whether there was one, and it was at fault
   */
  String challenge(boolean refused);

  /**
   * What it does with a request that has no credential and needs one: instead of a challenge it may
   * send a person to where they get one.
   *
   * @return {@link Outcome#ABSENT}: nothing; then the next is asked
   */
  default Outcome invite(HttpServerExchange exchange, RequestContext context) {
    return Outcome.ABSENT;
  }

  /** Where it looks for credentials. */
  default Places places() {
    return Places.NONE;
  }

  /**
   * Whether browsers add the credential of this request by themselves, whatever page asks: a
   * cookie, a certificate, a password that the user has typed before. It says who the user is, and
   * nothing of the page. What no place is known of counts as such.
   */
  default boolean isAmbient(HttpServerExchange exchange) {
    return switch (places().first(exchange)) {
      case CredentialPlace.Query query -> false;
      case CredentialPlace.Header(String name, String scheme) ->
          name.equals("cookie")
              || (name.equals("authorization") && !scheme.equalsIgnoreCase("bearer"));
      case CredentialPlace.Cookie cookie -> true;
      case null -> true;
    };
  }

  /** Takes the credential out of the request where the backend is not to see it. */
  void strip(HttpServerExchange exchange, RequestContext context);
}
