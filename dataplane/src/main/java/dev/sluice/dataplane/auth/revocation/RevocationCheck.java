package dev.sluice.dataplane.auth.revocation;

import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import org.jspecify.annotations.Nullable;

/** Asked by one provider, on I/O threads, about each token that it finds good. */
public interface RevocationCheck {
  /** Of a provider whose tokens are not taken back. */
  RevocationCheck NONE =
      new RevocationCheck() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public @Nullable Outcome whyNot(RevocableToken token) {
          return null;
        }
      };

  /** Whether it makes sense to make a {@link RevocableToken} for it. */
  boolean isOn();

  /** Null: it was not taken back, as far as is known and as far as that must be known. */
  @Nullable Outcome whyNot(RevocableToken token);
}
