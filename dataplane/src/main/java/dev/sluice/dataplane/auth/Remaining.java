package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a snapshot that cannot be applied says of credentials. Nothing that is new in it counts, but
 * what it does not have any more was taken away, and whoever took it away did not mean to wait.
 *
 * @param gateway empty if it cannot be read
 * @param present all its sections that say who is let in, also those that cannot be read
 * @param secrets those that can be read
 */
public record Remaining(
    Optional<GatewaySection> gateway, Set<SectionKey> present, Secrets secrets) {
  public Remaining {
    present = Set.copyOf(present);
  }

  /** What becomes of a provider. */
  sealed interface Fate<T extends IdentityProvider> {
    /** For those whose credentials are sections of their own, which tell enough. */
    default Fate<T> orGone() {
      return this instanceof Unknown<T> ? new Gone<>() : this;
    }

    /** The gateway cannot be read. */
    record Unknown<T extends IdentityProvider>() implements Fate<T> {}

    record Gone<T extends IdentityProvider>() implements Fate<T> {}

    /** It needs what is not there any more. */
    record Broken<T extends IdentityProvider>(String reason) implements Fate<T> {}

    /**
     * @param as under the same name or, if it was renamed, another
     */
    record Stays<T extends IdentityProvider>(T as) implements Fate<T> {}
  }

  /**
   * @param kind of the provider
   * @param same whether one of that kind, under another name, is this one
   */
  <T extends IdentityProvider> Fate<T> fate(String name, Class<T> kind, Predicate<T> same) {
    if (gateway.isEmpty()) {
      return new Fate.Unknown<>();
    }
    List<IdentityProvider> providers = gateway.get().identities().providers();
    for (IdentityProvider each : providers) {
      if (each.name().equals(name)) {
        if (each instanceof IdentityProvider.Unavailable broken) {
          return new Fate.Broken<>(broken.reason());
        }
        if (kind.isInstance(each)) {
          return new Fate.Stays<>(kind.cast(each));
        }
      }
    }
    return providers.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .filter(same)
        .findFirst()
        .<Fate<T>>map(Fate.Stays::new)
        .orElseGet(Fate.Gone::new);
  }

  /** A listener by that name; empty if it is gone, or nobody can tell. */
  public Optional<Listener> listener(String name) {
    return gateway.stream()
        .flatMap(section -> section.listeners().stream())
        .filter(listener -> listener.name().equals(name))
        .findFirst();
  }

  boolean has(SectionKind kind, ObjectKey object) {
    return present.contains(new SectionKey(kind, object));
  }

  /**
   * Those by these names that are still there.
   *
   * @return empty if one of them cannot be read, so that nobody can tell
   */
  public Optional<List<SecretSection.CaBundle>> caBundles(List<ObjectKey> names) {
    List<SecretSection.CaBundle> bundles = new ArrayList<>();
    for (ObjectKey name : names) {
      Optional<SecretSection.CaBundle> bundle = secrets.bundle(name);
      if (bundle.isEmpty() && has(SectionKind.CA_BUNDLE, name)) {
        return Optional.empty();
      }
      bundle.ifPresent(bundles::add);
    }
    return Optional.of(bundles);
  }

  /**
   * Likewise of entries of credentials.
   *
   * @see #caBundles
   */
  public Optional<List<SecretText>> texts(List<SecretEntry> entries) {
    List<SecretText> texts = new ArrayList<>();
    for (SecretEntry entry : entries) {
      Optional<SecretText> text = secrets.text(entry);
      if (text.isEmpty() && has(SectionKind.CREDENTIAL, entry.secret())) {
        return Optional.empty();
      }
      text.ifPresent(texts::add);
    }
    return Optional.of(texts);
  }
}
