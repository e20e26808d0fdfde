package dev.sluice.dataplane.auth.introspection;

import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.auth.revocation.RevocationCheck;
import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.IdentityProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All providers of this kind, by name. Connections and who waits for them stay as long as the place
 * does; what was answered stays as long as the provider is the same. Used by the one thread that
 * applies snapshots.
 */
public final class Introspections implements AutoCloseable {
  private final IntrospectionThreads threads;
  private final Map<String, Meter> meters = new HashMap<>();
  private Map<String, Issuer> inForce = Map.of();
  private Map<String, Issuer> prepared = new HashMap<>();

  /**
   * @param policy where connections may go, as of now
   */
  public Introspections(Supplier<DialPolicy> policy) {
    threads = new IntrospectionThreads(policy);
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
      IdentityProvider.Introspection section,
      Secrets secrets,
      RevocationCheck revocation,
      @Nullable Authenticator before) {
    ClientSecret client =
        new ClientSecret(secrets.entry(section.clientId()), secrets.entry(section.clientSecret()));
    Issuer issuer = issuer(section, secrets);
    prepared.put(section.name(), issuer);
    return before instanceof IntrospectionAuthenticator same
            && same.isOf(section, client, issuer, revocation)
        ? same
        : new IntrospectionAuthenticator(
            section, client, issuer, revocation, System::currentTimeMillis);
  }

  private Issuer issuer(IdentityProvider.Introspection section, Secrets secrets) {
    IssuerPlace place =
        new IssuerPlace(
            section.endpoint(), section.caBundles().stream().map(secrets::caBundle).toList());
    Issuer before = inForce.get(section.name());
    if (before != null && before.place().equals(place)) {
      return before;
    }
    Meter meter = meters.computeIfAbsent(section.name(), name -> new Meter());
    return new Issuer(section.name(), place, threads.connections(place), threads::run, meter);
  }

  /** What was prepared since {@link #begin} is in force. */
  public void apply() {
    inForce.forEach(
        (name, issuer) -> {
          if (prepared.get(name) != issuer) {
            issuer.close();
          }
        });
    meters.keySet().retainAll(prepared.keySet());
    inForce = prepared;
  }

  /** Null if it is of another kind. */
  public static @Nullable IntrospectionView view(Authenticator authenticator) {
    return authenticator instanceof IntrospectionAuthenticator introspection
        ? introspection.view()
        : null;
  }

  @Override
  public void close() {
    inForce.values().forEach(Issuer::close);
    threads.close();
  }
}
