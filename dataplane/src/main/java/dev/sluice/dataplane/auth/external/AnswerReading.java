package dev.sluice.dataplane.auth.external;

import dev.sluice.dataplane.ask.HeadField;
import dev.sluice.dataplane.ask.Reply;
import dev.sluice.dataplane.auth.external.Judgement.Kind;
import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.reply.AnswerField;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.OwnAnswer;
import dev.sluice.snapshot.IdentityProvider;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the service's answer means: 2xx lets pass; 3xx and 4xx are the client's, so far as it may
 * have them; all else, and no answer, is an outage, which never becomes a refusal of the client nor
 * the other way round.
 */
final class AnswerReading {
  private static final int LOOP = FailureKind.LOOP_DETECTED.status();

  private static final AnswerField NO_STORE = new AnswerField(Headers.CACHE_CONTROL, "no-store");

  private final String provider;
  private final boolean failOpen;
  private final AnswerOwner owner;
  private final Set<HttpString> clientHeaders = new HashSet<>();

  AnswerReading(IdentityProvider.External section) {
    provider = section.name();
    failOpen = section.failOpen();
    owner = new AnswerOwner(section);
    clientHeaders.addAll(
        List.of(
            Headers.WWW_AUTHENTICATE, Headers.LOCATION, Headers.SET_COOKIE, Headers.CONTENT_TYPE));
    section.clientHeaders().forEach(name -> clientHeaders.add(new HttpString(name)));
  }

  Judgement of(Reply reply) {
    return switch (reply) {
      case Reply.Failed(FailureKind kind, String detail) ->
          outage("did not answer: " + kind + ", " + detail);
      case Reply.Answered answer when answer.status() >= 200 && answer.status() < 300 ->
          passed(answer);
      case Reply.Answered answer when answer.status() >= 300 && answer.status() < 500 ->
          refused(answer);
      case Reply.Answered answer when answer.status() == LOOP ->
          // Open or closed: this is no outage that ends, and each round would ask again.
          new Judgement(
              new Outcome.Failed(
                  FailureKind.LOOP_DETECTED, "its backend leads back to the gateway"),
              Kind.UNAVAILABLE,
              false);
      case Reply.Answered answer -> outage("answered " + answer.status());
    };
  }

  private Judgement outage(String reason) {
    return new Judgement(
        failOpen ? new Outcome.Unnamed(reason) : new Outcome.Unavailable(reason),
        Kind.UNAVAILABLE,
        false);
  }

  private Judgement passed(Reply.Answered answer) {
    if (!answer.whole()) {
      return outage("answered " + answer.status() + ", and its answer broke off or is too long");
    }
    try {
      return new Judgement(
          new Outcome.Known(owner.of(answer.fields())), Kind.PASSED, mayHold(answer));
    } catch (UnusableAnswer e) {
      return outage(e.reason());
    }
  }

  /** Whatever is wrong with the rest of it: no is no. */
  private Judgement refused(Reply.Answered answer) {
    int status = answer.status();
    List<AnswerField> told = new ArrayList<>();
    boolean coded = false;
    boolean cacheable = false;
    for (HeadField field : answer.fields()) {
      coded |= field.name().equals(Headers.CONTENT_ENCODING);
      if (clientHeaders.contains(field.name()) && isPrintable(field.value())) {
        cacheable |= field.name().equals(Headers.CACHE_CONTROL);
        told.add(new AnswerField(field.name(), field.value()));
      }
    }
    if (!cacheable) {
      told.add(NO_STORE);
    }
    // Nobody said that we understand a coding, so nobody knows whether the client does.
    OwnAnswer own =
        coded ? OwnAnswer.empty(status, told) : new OwnAnswer(status, told, answer.body());
    FailureKind kind =
        status == StatusCodes.UNAUTHORIZED || status < 400
            ? FailureKind.UNAUTHENTICATED
            : FailureKind.FORBIDDEN;
    return new Judgement(
        new Outcome.Answer(
            AccessDecision.refused(kind, provider + ": answered " + status), Optional.empty(), own),
        Kind.REFUSED,
        (status == StatusCodes.UNAUTHORIZED || status == StatusCodes.FORBIDDEN)
            && answer.whole()
            && mayHold(answer));
  }

  private static boolean isPrintable(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' && c != '\t' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** Not what is one client's alone, nor what the service wants to be asked again. */
  private static boolean mayHold(Reply.Answered answer) {
    for (HeadField field : answer.fields()) {
      if (field.name().equals(Headers.SET_COOKIE)
          || (field.name().equals(Headers.CACHE_CONTROL)
              && (field.value().contains("no-store") || field.value().contains("no-cache")))) {
        return false;
      }
    }
    return true;
  }
}
