package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.upstream.credential.CredentialEdit;
import dev.sluice.dataplane.upstream.credential.TokenSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request that waits for its backend's token, on its I/O thread, and not for long. */
final class CredentialWait {
  static final long LONGEST_MILLIS = 2_000;

  private final IoLoop loop;
  private final TokenSource source;
  private final Consumer<@Nullable CredentialEdit> then;
  private final Timer timer = new Timer(this::over);
  private final Runnable fetched = this::fetched;
  private boolean done;

  /**
   * @param then told of the token, or of null when there is none in time; not if cancelled
   */
  CredentialWait(IoLoop loop, TokenSource source, Consumer<@Nullable CredentialEdit> then) {
    this.loop = loop;
    this.source = source;
    this.then = then;
  }

  void start() {
    loop.wheel().schedule(timer, LONGEST_MILLIS);
    if (!source.whenFetched(fetched)) {
      over();
    }
  }

  /** From the thread that fetches. */
  private void fetched() {
    loop.thread().execute(this::over);
  }

  private void over() {
    if (!done) {
      cancel();
      then.accept(source.now());
    }
  }

  void cancel() {
    done = true;
    loop.wheel().cancel(timer);
    source.forget(fetched);
  }
}
