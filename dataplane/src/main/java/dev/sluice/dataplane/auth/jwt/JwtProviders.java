package dev.sluice.dataplane.auth.jwt;

import dev.sluice.dataplane.auth.jwt.keys.KeptKeys;
import dev.sluice.dataplane.auth.jwt.keys.KeyFigures;
import dev.sluice.dataplane.auth.jwt.keys.KeyPlace;
import dev.sluice.dataplane.auth.jwt.keys.KeySetRefused;
import dev.sluice.dataplane.auth.jwt.keys.KeySource;
import dev.sluice.dataplane.auth.jwt.keys.KeyThreads;
import dev.sluice.dataplane.auth.jwt.keys.RemoteKeys;
import dev.sluice.dataplane.auth.jwt.keys.VerificationKeys;
import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.auth.provider.UnavailableProvider;
import dev.sluice.dataplane.auth.revocation.RevocationCheck;
import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.KeySet;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All providers of this kind, by name. What they remember stays as long as what they are made of.
 * Used by the one thread that applies snapshots.
 */
public final class JwtProviders implements AutoCloseable {
  private final SignatureWorkers workers = new SignatureWorkers();
  private final KeyThreads threads;
  private final KeptKeys kept;
  private final Map<String, Written> written = new HashMap<>();
  private Map<String, Fetched> inForce = Map.of();
  private Map<String, Fetched> prepared = new HashMap<>();

  /** Keys that were read of a text. */
  private record Written(String text, boolean secret, KeySource.Fixed keys) {}

  private record Fetched(RemoteKeys keys, Duration refresh, Duration staleFor) {}

  /**
   * @param policy where connections may go, as of now
   * @param kept keys that were fetched before the start
   */
  public JwtProviders(Supplier<DialPolicy> policy, KeptKeys kept) {
    threads = new KeyThreads(policy);
    this.kept = kept;
  }

  /** Forgets what was prepared and not applied. */
  public void begin() {
    prepared = new HashMap<>();
  }

  /**
   * @param revocation knows what was taken back
   * @param before what is in force under this name, if anything is
   * @return the very same if nothing has changed for it
   */
  public Authenticator authenticator(
      IdentityProvider.Jwt section,
      Secrets secrets,
      RevocationCheck revocation,
      @Nullable Authenticator before) {
    try {
      KeySource keys =
          switch (section.keys()) {
            case KeySet.Remote remote -> fetched(section, remote, secrets);
            case KeySet.Inline(String text) -> fixed(section.name(), text, false);
            case KeySet.InSecret(SecretEntry entry) ->
                fixed(section.name(), secrets.entry(entry).value(), true);
          };
      return before instanceof JwtAuthenticator same && same.isOf(section, keys, revocation)
          ? same
          : new JwtAuthenticator(section, keys, revocation, workers, System::currentTimeMillis);
    } catch (KeySetRefused e) {
      // The compiler judged them; a data plane that is older than it may know less.
      return new UnavailableProvider("its keys cannot be used: " + e.cause());
    }
  }

  private KeySource fetched(IdentityProvider.Jwt section, KeySet.Remote remote, Secrets secrets) {
    String name = section.name();
    KeyPlace place =
        new KeyPlace(
            section.issuer(),
            remote.uri(),
            remote.caBundles().stream().map(secrets::caBundle).toList());
    Duration refresh = Duration.ofMillis(remote.refreshMillis());
    Duration staleFor = Duration.ofMillis(remote.staleForMillis());
    Fetched before = inForce.get(name);
    RemoteKeys keys =
        before != null && before.keys().place().equals(place)
            ? before.keys()
            : new RemoteKeys(name, place, refresh, staleFor, threads, kept);
    prepared.put(name, new Fetched(keys, refresh, staleFor));
    return keys;
  }

  private KeySource fixed(String name, String text, boolean secret) throws KeySetRefused {
    Written known = written.get(name);
    if (known == null || !known.text().equals(text) || known.secret() != secret) {
      known = new Written(text, secret, new KeySource.Fixed(VerificationKeys.read(text, secret)));
      written.put(name, known);
    }
    return known.keys();
  }

  /**
   * The same without the keys that are not among those which are written down now; the very same if
   * all are there, or nobody can tell.
   *
   * @param next what it is to become
   */
  public JwtAuthenticator only(JwtAuthenticator now, IdentityProvider.Jwt next, Secrets secrets) {
    try {
      return switch (now.keys()) {
        case KeySource.Fixed(VerificationKeys keys) -> {
          Optional<VerificationKeys> others = written(next.keys(), secrets);
          VerificationKeys left = others.isEmpty() ? keys : keys.only(others.get());
          if (left == keys) {
            yield now;
          }
          // Some of them are retired for good, also if the same text comes back.
          written.remove(next.name());
          yield now.with(new KeySource.Fixed(left));
        }
        case RemoteKeys remote -> {
          Optional<VerificationKeys> others = written(next.keys(), secrets);
          VerificationKeys keys = remote.now();
          yield others.isEmpty() || keys == null
              ? now
              : now.with(new KeySource.Fixed(keys.among(others.get())));
        }
      };
    } catch (KeySetRefused | IllegalArgumentException e) {
      return now;
    }
  }

  /** Empty of keys that are fetched: nobody can tell which they are. */
  private static Optional<VerificationKeys> written(KeySet keys, Secrets secrets)
      throws KeySetRefused {
    return switch (keys) {
      case KeySet.Remote remote -> Optional.empty();
      case KeySet.Inline(String text) -> Optional.of(VerificationKeys.read(text, false));
      case KeySet.InSecret(SecretEntry entry) ->
          Optional.of(VerificationKeys.read(secrets.entry(entry).value(), true));
    };
  }

  /** What was prepared since {@link #begin} is in force, and fetches. */
  public void apply() {
    Map<String, Fetched> leaving = new HashMap<>(inForce);
    prepared.forEach(
        (name, each) -> {
          each.keys().start(each.refresh(), each.staleFor());
          leaving.computeIfPresent(name, (same, old) -> old.keys() == each.keys() ? null : old);
        });
    leaving.values().forEach(old -> old.keys().close());
    inForce = prepared;
    kept.keepOnly(inForce.keySet());
  }

  /** Null if it is of another kind. */
  public static @Nullable JwtView view(String name, Authenticator authenticator) {
    if (!(authenticator instanceof JwtAuthenticator jwt)) {
      return null;
    }
    KeyFigures keys =
        switch (jwt.keys()) {
          case RemoteKeys remote -> remote.figures();
          case KeySource.Fixed(VerificationKeys fixed) ->
              new KeyFigures(
                  name, KeyFigures.State.FIXED, fixed.size(), fixed.leftOut(), 0, 0, 0, "");
        };
    return new JwtView(keys, jwt.remembered());
  }

  @Override
  public void close() {
    inForce.values().forEach(each -> each.keys().close());
    threads.close();
    workers.close();
  }
}
