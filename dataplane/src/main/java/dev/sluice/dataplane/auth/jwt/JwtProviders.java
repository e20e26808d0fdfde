package dev.sluice.dataplane.auth.jwt;

import dev.sluice.dataplane.auth.jwt.keys.KeySetRefused;
import dev.sluice.dataplane.auth.jwt.keys.KeySource;
import dev.sluice.dataplane.auth.jwt.keys.VerificationKeys;
import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.auth.provider.UnavailableProvider;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityProvider.KeySet;
import dev.sluice.snapshot.SecretText;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All providers of this kind, by name. What they remember stays as long as what they are made of.
 * Used by the one thread that applies snapshots.
 */
public final class JwtProviders implements AutoCloseable {
  private final SignatureWorkers workers = new SignatureWorkers();
  private Map<String, Written> written = new HashMap<>();

  /** Keys that were read of a text. */
  private record Written(String text, boolean secret, KeySource.Fixed keys) {}

  /**
   * @param before what is in force under this name, if anything is
   * @return the very same if nothing has changed for it
   */
  public Authenticator authenticator(
      IdentityProvider.Jwt section, Secrets secrets, @Nullable Authenticator before) {
    try {
      KeySource keys =
          switch (section.keys()) {
            case KeySet.Remote remote -> throw new KeySetRefused("not yet");
            case KeySet.Inline(String text) -> fixed(section.name(), text, false);
            case KeySet.InSecret(SecretEntry entry) ->
                fixed(section.name(), text(entry, secrets), true);
          };
      return before instanceof JwtAuthenticator same && same.isOf(section, keys)
          ? same
          : new JwtAuthenticator(section, keys, workers, System::currentTimeMillis);
    } catch (KeySetRefused e) {
      // The compiler judged them; a data plane that is older than it may know less.
      return new UnavailableProvider("its keys cannot be used: " + e.cause());
    }
  }

  private KeySource fixed(String name, String text, boolean secret) throws KeySetRefused {
    Written known = written.get(name);
    if (known == null || !known.text().equals(text) || known.secret() != secret) {
      known = new Written(text, secret, new KeySource.Fixed(VerificationKeys.read(text, secret)));
      written.put(name, known);
    }
    return known.keys();
  }

  private static String text(SecretEntry entry, Secrets secrets) {
    SecretText text = secrets.credential(entry.secret()).values().get(entry.key());
    if (text == null) {
      throw new IllegalArgumentException(
          "the snapshot has no " + entry.key() + " of " + entry.secret());
    }
    return text.value();
  }

  @Override
  public void close() {
    workers.close();
  }
}
