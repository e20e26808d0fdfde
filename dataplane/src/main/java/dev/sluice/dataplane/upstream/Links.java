package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.dataplane.tls.ClientTls;
import dev.sluice.dataplane.tls.KeyMaterial;
import dev.sluice.dataplane.tls.TrustMaterial;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BackendTls;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.SecretSection;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The links of all backends of one snapshot. Those whose settings, authorities and certificate are
 * what they were are the same objects, so that their connections live on.
 */
final class Links {
  static final Links NONE = new Links(Map.of());

  private final Map<ObjectKey, Made> made;

  private Links(Map<ObjectKey, Made> made) {
    this.made = made;
  }

  private record Made(
      BackendTls settings,
      List<SecretSection.CaBundle> authorities,
      List<SecretSection.Certificate> own,
      Link link) {
    boolean sameAs(Made other) {
      return settings.equals(other.settings)
          && authorities.equals(other.authorities)
          && own.equals(other.own);
    }
  }

  /** Of a backend of the snapshot. */
  Link of(ObjectKey backend) {
    Made found = made.get(backend);
    return found == null ? Link.PLAIN : found.link();
  }

  /**
   * @param refusals what cannot be used is added to it
   */
  Links next(Collection<BackendSection> backends, Secrets secrets, List<Refusal> refusals) {
    Map<ObjectKey, Made> next = new HashMap<>();
    for (BackendSection backend : backends) {
      if (backend.tls() instanceof BackendTls.Off) {
        continue;
      }
      try {
        next.put(backend.backend(), make(backend, secrets));
      } catch (IllegalArgumentException e) {
        refusals.add(new Refusal(backend.key(), String.valueOf(e.getMessage())));
      }
    }
    return new Links(next);
  }

  private Made make(BackendSection backend, Secrets secrets) {
    return switch (backend.tls()) {
      case BackendTls.Off off -> new Made(off, List.of(), List.of(), Link.PLAIN);
      case BackendTls.Unusable unusable -> new Made(unusable, List.of(), List.of(), Link.UNUSABLE);
      case BackendTls.On on -> {
        Made wanted =
            new Made(
                on,
                on.caBundles().stream().map(secrets::caBundle).toList(),
                on.clientCertificates().stream().map(secrets::certificate).toList(),
                Link.PLAIN);
        Made before = made.get(backend.backend());
        yield before != null && before.sameAs(wanted) ? before : build(on, wanted);
      }
    };
  }

  private static Made build(BackendTls.On on, Made wanted) {
    Optional<TrustMaterial> trust =
        wanted.authorities().isEmpty()
            ? Optional.empty()
            : Optional.of(TrustMaterial.of(wanted.authorities()));
    Optional<KeyMaterial> own = wanted.own().stream().findFirst().map(KeyMaterial::of);
    return new Made(
        on,
        wanted.authorities(),
        wanted.own(),
        new Link.Secured(ClientTls.of(on.hostname(), trust, own)));
  }
}
