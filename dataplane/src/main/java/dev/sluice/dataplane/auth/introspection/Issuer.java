package dev.sluice.dataplane.auth.introspection;

import dev.sluice.dataplane.auth.introspection.Answer.Blame;
import dev.sluice.dataplane.auth.line.Turnstile;
import dev.sluice.dataplane.fetch.Exchanges;
import dev.sluice.dataplane.fetch.FetchRefused;
import dev.sluice.dataplane.fetch.HttpAnswer;
import dev.sluice.dataplane.fetch.KeptConnections;
import dev.sluice.dataplane.fetch.Place;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One issuer, as far as one provider asks it: its connections, who waits for it, how it does. */
final class Issuer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Issuer.class);
  private static final int MOST_BYTES = 64 << 10;

  /** At 10 ms an answer, 3,200 new tokens a second. */
  private static final Turnstile.Room ROOM = new Turnstile.Room(32, 512, 256);

  private static final String TOO_MANY = "too many tokens wait for the issuer";

  private final String provider;
  private final IssuerPlace place;
  private final KeptConnections connections;
  private final String head;
  private final Turnstile line;
  private final Rest rest = new Rest(System::nanoTime);
  private final Meter meter;

  /**
   * @param threads each takes a task that blocks
   */
  Issuer(
      String provider,
      IssuerPlace place,
      KeptConnections connections,
      Consumer<Runnable> threads,
      Meter meter) {
    this.provider = provider;
    this.place = place;
    this.connections = connections;
    this.line = new Turnstile(ROOM, threads);
    this.meter = meter;
    Place url = Place.of(place.endpoint(), true);
    head =
        "POST "
            + url.target()
            + " HTTP/1.1\r\nHost: "
            + url.authority()
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nAccept: application/json"
            + "\r\nUser-Agent: sluice\r\nAuthorization: ";
  }

  IssuerPlace place() {
    return place;
  }

  Meter meter() {
    return meter;
  }

  int waiting() {
    return line.size();
  }

  boolean resting() {
    return rest.isOn();
  }

  /**
   * One question.
   *
   * @param authorization of the gateway, never printed
   * @param timeout from when the question is put into the line
   */
  record Question(String token, String authorization, Duration timeout, AnswerRules rules) {
    @Override
    public String toString() {
      return "[redacted]";
    }
  }

  /**
   * Never waits.
   *
   * @param client address for which is asked
   * @param then hears the answer, on another thread
   * @return why nobody is asked; empty: somebody is
   */
  String ask(String client, Question question, Consumer<Answer> then) {
    if (!rest.mayAsk(client)) {
      meter.turnedAway.increment();
      return "the issuer fails, and is given a rest: " + meter.lastFailure;
    }
    long end = System.nanoTime() + question.timeout().toNanos();
    if (!line.add(
        client,
        () -> tell(then, answer(client, question, end)),
        () -> {
          meter.turnedAway.increment();
          tell(then, new Answer.Failed(TOO_MANY, Blame.GATEWAY));
        })) {
      meter.turnedAway.increment();
      return TOO_MANY;
    }
    return "";
  }

  /** Whatever an answer does to us, who waits for it hears something. */
  private void tell(Consumer<Answer> then, Answer answer) {
    try {
      then.accept(answer);
    } catch (RuntimeException e) {
      log.error("provider {}: an answer cannot be used", provider, e);
      then.accept(new Answer.Failed("the gateway failed", Blame.GATEWAY));
    }
  }

  private Answer answer(String client, Question question, long end) {
    long begin = System.nanoTime();
    Duration left = Duration.ofNanos(end - begin);
    if (left.compareTo(question.timeout().dividedBy(10)) < 0) {
      // Others hold the issuer up; with what is left it would only lose a connection.
      meter.turnedAway.increment();
      return new Answer.Failed("the token waited too long for the issuer", Blame.GATEWAY);
    }
    Answer answer = call(question, left);
    meter.nanos.add(System.nanoTime() - begin);
    switch (answer) {
      case Answer.Active active -> {
        meter.active.increment();
        well(client);
      }
      case Answer.Inactive inactive -> {
        meter.inactive.increment();
        well(client);
      }
      case Answer.Failed(String reason, Blame blame) -> {
        meter.failed.increment();
        boolean isNew = !meter.lastFailure.equals(reason);
        meter.lastFailure = reason;
        boolean restBegins = rest.failed(client, blame);
        if (isNew || restBegins) {
          log.warn("provider {}: a token cannot be judged: {}", provider, reason);
        }
      }
    }
    return answer;
  }

  private void well(String client) {
    if (rest.answered(client)) {
      log.info("provider {}: the issuer answers again", provider);
    }
  }

  private Answer call(Question question, Duration left) {
    try {
      HttpAnswer http = connections.ask(request(question), new Exchanges.Limits(left, MOST_BYTES));
      return question.rules().judge(http, System.currentTimeMillis());
    } catch (FetchRefused e) {
      return new Answer.Failed(e.cause(), blame(e.stage(), question, left));
    } catch (RuntimeException e) {
      log.error("provider {}: a token cannot be judged", provider, e);
      return new Answer.Failed("the gateway failed", Blame.GATEWAY);
    }
  }

  /** Who stood in line for most of the time, behind others, did not give the issuer a chance. */
  private static Blame blame(FetchRefused.Stage stage, Question question, Duration left) {
    return switch (stage) {
      case UNHEARD ->
          left.compareTo(question.timeout().dividedBy(2)) < 0 ? Blame.GATEWAY : Blame.ISSUER;
      case HEARD -> Blame.ISSUER_OR_TOKEN;
    };
  }

  private byte[] request(Question question) {
    String body =
        "token="
            + URLEncoder.encode(question.token(), StandardCharsets.UTF_8)
            + "&token_type_hint=access_token";
    String request =
        head
            + question.authorization()
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    return request.getBytes(StandardCharsets.US_ASCII);
  }

  /** What is under way goes on. */
  @Override
  public void close() {
    connections.close();
  }
}
