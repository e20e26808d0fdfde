package dev.sluice.dataplane.handler;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request wait for an answer from elsewhere while its I/O thread serves others, and go on
 * there when it has come. If the client has gone by then, nothing goes on.
 */
public final class Later {
  private Later() {}

  /** What follows. */
  public interface Then<T> {
    /**
     * @param answer null if there is a failure
     */
    void goOn(HttpServerExchange exchange, @Nullable T answer, @Nullable Throwable failure)
        throws Exception;
  }

  /** The caller returns after this, and does nothing more with the exchange. */
  public static <T> void await(
      HttpServerExchange exchange, CompletionStage<T> answer, Then<T> then) {
    AtomicBoolean over = new AtomicBoolean();
    exchange.addExchangeCompleteListener(
        (HttpServerExchange ended, ExchangeCompletionListener.NextListener after) -> {
          over.set(true);
          after.proceed();
        });
    // Once the stack of handlers is left: until then the exchange must not go on elsewhere.
    exchange.dispatch(
        exchange.isInIoThread() ? SameThreadExecutor.INSTANCE : exchange.getIoThread(),
        () ->
            answer.whenComplete(
                (known, failure) ->
                    exchange
                        .getIoThread()
                        .execute(
                            () -> {
                              if (!over.get()) {
                                exchange.dispatch(
                                    SameThreadExecutor.INSTANCE,
                                    new ErrorBoundary(again -> then.goOn(again, known, failure)));
                              }
                            })));
  }
}
