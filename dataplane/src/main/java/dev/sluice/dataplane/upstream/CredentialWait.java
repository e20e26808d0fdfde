package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.upstream.credential.CredentialEdit;
import dev.sluice.dataplane.upstream.credential.OutboundCredential;
import dev.sluice.dataplane.upstream.credential.TokenSource;

/** A request that waits for its backend's token, on its I/O thread, and not for long. */
final class CredentialWait {
  static final long LONGEST_MILLIS = 2_000;

  private final TokenSource source;
  private final OutboundCredential by;
  private final Attempt attempt;
  private final boolean fresh;
  private final Timer timer = new Timer(this::over);
  private final Runnable fetched = this::fetched;
  private boolean done;

  private CredentialWait(
      TokenSource source, OutboundCredential by, Attempt attempt, boolean fresh) {
    this.source = source;
    this.by = by;
    this.attempt = attempt;
    this.fresh = fresh;
  }

  /**
   * The attempt shows what the backend wants to see now, or waits until that is there.
   *
   * @param attempt told of the credential, or of null when there is none in time; not if cancelled
   * @param fresh as {@link Attempt#start} was told
   */
  static void begin(Attempt attempt, boolean fresh) {
    begin(attempt.endpoint().upstream().credential().now(), attempt, fresh);
  }

  private static void begin(OutboundCredential wanted, Attempt attempt, boolean fresh) {
    if (wanted == OutboundCredential.NONE) {
      attempt.acquire(fresh);
      return;
    }
    CredentialEdit now = wanted.now();
    if (now == null && wanted instanceof OutboundCredential.Fetched(TokenSource source)) {
      CredentialWait wait = new CredentialWait(source, wanted, attempt, fresh);
      attempt.awaits(wait);
      wait.start();
    } else {
      attempt.show(now, fresh);
    }
  }

  private void start() {
    attempt.loop().wheel().schedule(timer, LONGEST_MILLIS);
    if (!source.whenFetched(fetched)) {
      over();
    }
  }

  /** From the thread that fetches. */
  private void fetched() {
    attempt.loop().thread().execute(this::over);
  }

  private void over() {
    if (done) {
      return;
    }
    cancel();
    attempt.waited();
    CredentialEdit token = source.now();
    OutboundCredential wanted = attempt.endpoint().upstream().credential().now();
    if (token == null && wanted != by) {
      // The backend is shown something else since.
      begin(wanted, attempt, fresh);
    } else {
      attempt.show(token, fresh);
    }
  }

  void cancel() {
    done = true;
    attempt.loop().wheel().cancel(timer);
    source.forget(fetched);
  }
}
