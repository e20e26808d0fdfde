package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.upstream.credential.OutboundCredential;
import dev.sluice.dataplane.upstream.credential.TokenSource;

/** A request that waits for its backend's token, on its I/O thread, and not for long. */
final class CredentialWait {
  static final long LONGEST_MILLIS = 2_000;

  private final IoLoop loop;
  private final TokenSource source;
  private final OutboundCredential by;
  private final Attempt attempt;
  private final boolean fresh;
  private final Timer timer = new Timer(this::over);
  private final Runnable fetched = this::fetched;
  private boolean done;

  /**
   * @param by what the source belongs to
   * @param attempt told of the token, or of null when there is none in time; not if cancelled
   * @param fresh as {@link Attempt#start} was told
   */
  CredentialWait(
      IoLoop loop, TokenSource source, OutboundCredential by, Attempt attempt, boolean fresh) {
    this.loop = loop;
    this.source = source;
    this.by = by;
    this.attempt = attempt;
    this.fresh = fresh;
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
      attempt.waited(source.now(), by, fresh);
    }
  }

  void cancel() {
    done = true;
    loop.wheel().cancel(timer);
    source.forget(fetched);
  }
}
