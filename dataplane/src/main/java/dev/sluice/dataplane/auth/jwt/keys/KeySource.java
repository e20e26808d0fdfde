package dev.sluice.dataplane.auth.jwt.keys;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where the keys of one provider come from. Asked on I/O threads: never waits. */
public sealed interface KeySource permits KeySource.Fixed, RemoteKeys {
  /** Null while there are none that may be used. */
  @Nullable VerificationKeys now();

  /**
   * Asks for keys that are newer than those at hand, because there are none or a token names one
   * that is not among them.
   *
   * @return completed, on any thread, when somebody has looked, with or without success; null if
   *     nobody will: it was done just now, or there is nothing to look at
   */
  @Nullable CompletionStage<Void> newer();

  /** Keys that were written down, or lie in a Secret. */
  record Fixed(VerificationKeys keys) implements KeySource {
    @Override
    public VerificationKeys now() {
      return keys;
    }

    @Override
    public @Nullable CompletionStage<Void> newer() {
      return null;
    }
  }
}
