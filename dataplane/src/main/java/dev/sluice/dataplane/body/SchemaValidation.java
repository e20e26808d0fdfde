package dev.sluice.dataplane.body;

import dev.sluice.dataplane.body.judge.Bodies;
import dev.sluice.dataplane.body.judge.Verdict;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.handler.ErrorBoundary;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.schema.CompiledSchema;
import dev.sluice.schema.Violation;
import dev.sluice.snapshot.SizeLimit;
import dev.sluice.snapshot.Timeout;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets JSON pass that satisfies a schema. The body is collected, judged and then forwarded as it
 * came; bodies of other types are not looked at (see {@link BodyTypes}). A large one is judged on a
 * thread for that, so that others on the I/O thread do not wait.
 */
public final class SchemaValidation implements HttpHandler {
  /** Of a body when the route has no limit. */
  public static final int DEFAULT_MAX = 1 << 20;

  /** Whatever the route allows: a tree of a body is many times its size. */
  public static final int MAX = 8 << 20;

  /** Judged on the I/O thread, if it takes no more steps than this. */
  private static final int SMALL = 4 * 1024;

  private static final long FEW_STEPS = 2_000;

  /** Violations that a client is told. */
  private static final int TOLD = 5;

  /** Without a body these say something, and the schema says what. */
  private static final Set<HttpString> WITH_BODY = Set.of(Methods.POST, Methods.PUT, Methods.PATCH);

  private final String name;
  private final Optional<CompiledSchema> schema;
  private final int max;
  private final Timeout limit;
  private final Bodies bodies;
  private final HttpHandler next;

  /**
   * @param name for logs
   * @param schema empty if it never was good: then no body passes
   * @param maxBody of the route
   * @param limit of the whole request
   */
  public SchemaValidation(
      String name,
      Optional<CompiledSchema> schema,
      SizeLimit maxBody,
      Timeout limit,
      Bodies bodies,
      HttpHandler next) {
    this.name = name;
    this.schema = schema;
    this.limit = limit;
    this.bodies = bodies;
    this.next = next;
    this.max =
        switch (maxBody) {
          case SizeLimit.Unlimited unlimited -> DEFAULT_MAX;
          case SizeLimit.Bytes(long bytes) -> (int) Math.min(bytes, MAX);
        };
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    boolean absent = exchange.isRequestComplete();
    if (absent ? !WITH_BODY.contains(exchange.getRequestMethod()) : !JsonType.of(exchange)) {
      next.handleRequest(exchange);
      return;
    }
    RequestContext context = RequestContext.of(exchange);
    if (schema.isEmpty()) {
      refuse(exchange, FailureKind.SCHEMA_UNAVAILABLE, name + " never was good");
    } else if (absent) {
      violates(exchange, context, "there is none");
    } else if (!JsonType.readable(exchange)) {
      refuse(exchange, FailureKind.UNSUPPORTED_MEDIA_TYPE, "JSON in a charset or coding");
    } else if (exchange.getRequestContentLength() > max) {
      refuse(exchange, FailureKind.BODY_TOO_LARGE, "collected: " + max);
    } else {
      collect(exchange, context, schema.get());
    }
  }

  /** The body stays unread, so that nothing can follow it. */
  private static void refuse(HttpServerExchange exchange, FailureKind kind, String detail) {
    if (!exchange.isRequestComplete()) {
      exchange.setPersistent(false);
    }
    RequestContext.of(exchange).reply(exchange, kind, detail);
  }

  /** Once the stack of handlers is left: only then may the exchange's channels be used freely. */
  private void collect(
      HttpServerExchange exchange, RequestContext context, CompiledSchema compiled) {
    Judgement judgement = new Judgement(exchange, context, compiled);
    exchange.dispatch(
        exchange.isInIoThread() ? SameThreadExecutor.INSTANCE : exchange.getIoThread(),
        () -> judgement.body.start(limit));
  }

  /** One request. */
  private final class Judgement {
    private final HttpServerExchange exchange;
    private final RequestContext context;
    private final CompiledSchema compiled;
    private final CollectedBody body;
    private boolean over;

    Judgement(HttpServerExchange exchange, RequestContext context, CompiledSchema compiled) {
      this.exchange = exchange;
      this.context = context;
      this.compiled = compiled;
      this.body = new CollectedBody(exchange, bodies.memory(), max, this::whole);
    }

    private void whole() {
      long steps = CompiledSchema.steps(body.size());
      byte[] bytes = body.bytes();
      if (bytes.length <= SMALL) {
        try {
          Verdict quick = Verdict.of(bytes, compiled, FEW_STEPS);
          if (!(quick instanceof Verdict.Costly)) {
            decided(quick);
            return;
          }
        } catch (RuntimeException e) {
          failed(e);
          return;
        }
      }
      exchange.addExchangeCompleteListener(
          (ended, after) -> {
            over = true;
            after.proceed();
          });
      bodies
          .judges()
          .judge(
              compiled,
              () -> {
                Runnable answer = judged(bytes, steps);
                exchange
                    .getIoThread()
                    .execute(
                        () -> {
                          if (!over) {
                            answer.run();
                          }
                        });
              });
    }

    /** What follows, also if the library fails: otherwise the request would wait for ever. */
    private Runnable judged(byte[] bytes, long steps) {
      try {
        Verdict verdict = Verdict.of(bytes, compiled, steps);
        return () -> decided(verdict);
      } catch (RuntimeException e) {
        return () -> failed(e);
      }
    }

    private void failed(RuntimeException bug) {
      body.drop();
      exchange.dispatch(
          SameThreadExecutor.INSTANCE,
          new ErrorBoundary(
              same -> {
                throw bug;
              }));
    }

    private void decided(Verdict verdict) {
      bodies.judged(verdict);
      exchange.dispatch(
          SameThreadExecutor.INSTANCE, new ErrorBoundary(same -> follow(same, verdict)));
    }

    private void follow(HttpServerExchange same, Verdict verdict) throws Exception {
      switch (verdict) {
        case Verdict.Good good -> {
          body.giveBack();
          next.handleRequest(same);
        }
        case Verdict.Bad(List<Violation> violations) -> {
          body.drop();
          violates(
              same,
              context,
              violations.stream()
                  .limit(TOLD)
                  .map(Violation::toString)
                  .collect(Collectors.joining(", ")));
        }
        case Verdict.Malformed(String reason) -> {
          body.drop();
          context.reply(
              same,
              FailureKind.INVALID_BODY,
              FailureKind.INVALID_BODY.status(),
              reason,
              "The body " + reason + ".");
        }
        case Verdict.Costly costly -> {
          body.drop();
          context.reply(same, FailureKind.BODY_TOO_LARGE, name + ": takes more steps than it may");
        }
      }
    }
  }

  private void violates(HttpServerExchange exchange, RequestContext context, String what) {
    context.reply(
        exchange,
        FailureKind.SCHEMA_VIOLATION,
        FailureKind.SCHEMA_VIOLATION.status(),
        name + ": " + what,
        FailureKind.SCHEMA_VIOLATION.detail().replace(".", ": ") + what + ".");
  }

  @Override
  public String toString() {
    return "json-schema(" + name + ", " + max + ")";
  }
}
