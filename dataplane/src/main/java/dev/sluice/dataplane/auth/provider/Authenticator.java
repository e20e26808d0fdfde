package dev.sluice.dataplane.auth.provider;

import dev.sluice.dataplane.auth.place.Places;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.identity.Identity;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.CompletionStage;

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
     * It takes a while.
     *
     * @param outcome none of these again; may be completed on any thread
     */
    record Later(CompletionStage<Outcome> outcome) implements Outcome {}
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

  /** Where it looks for credentials. */
  default Places places() {
    return Places.NONE;
  }

  /** Takes the credential out of the request where the backend is not to see it. */
  void strip(HttpServerExchange exchange, RequestContext context);
}
