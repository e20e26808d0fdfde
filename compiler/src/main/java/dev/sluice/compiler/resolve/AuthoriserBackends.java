package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.crds.Authentication;
import dev.sluice.crds.DataPlane;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * Whether the services that providers ask are there and may be used. Never kept from before: what
 * is deleted, and consent that is taken back, counts at once.
 */
public final class AuthoriserBackends {
  private final DataPlane dataPlane;
  private final ObjectKey key;
  private final Surroundings surroundings;
  private final Diagnostics diagnostics;

  public AuthoriserBackends(DataPlane dataPlane, ResourceIndex index) {
    this.dataPlane = dataPlane;
    this.key = ObjectKeys.of(dataPlane);
    this.surroundings = new Surroundings(index);
    this.diagnostics = new Diagnostics(new ResourceRef(ResourceKind.DATA_PLANE, key));
  }

  /** The same without providers whose service cannot be asked: they let nobody pass. */
  public IdentityRules usable(IdentityRules rules) {
    return new IdentityRules(
        rules.providers().stream().map(this::usable).toList(), rules.permissions());
  }

  private IdentityProvider usable(IdentityProvider provider) {
    if (!(provider instanceof IdentityProvider.External external)) {
      return provider;
    }
    Optional<String> obstacle = obstacle(external);
    return obstacle.isEmpty()
        ? provider
        : new IdentityProvider.Unavailable(
            provider.name(), "its backend cannot be used", provider.identityHeaders());
  }

  private Optional<String> obstacle(IdentityProvider.External external) {
    ObjectKey backend = external.backend();
    Optional<ResourceIndex.BackendTerms> terms = surroundings.backend(backend);
    boolean own = backend.namespace().equals(key.namespace());
    if (terms.isEmpty() && own) {
      return told(
          external,
          DataPlaneReason.BACKEND_NOT_FOUND,
          ".name",
          "there is no ServiceBackend "
              + PlainText.quote(backend.name())
              + " in namespace "
              + PlainText.quote(backend.namespace())
              + "; create it or correct the name");
    }
    if (terms.isEmpty()
        || !surroundings.consents(terms.get().consent(), backend.namespace(), key.namespace())) {
      // Whether another namespace has such a backend is for those to know whom it allows.
      return told(
          external,
          DataPlaneReason.REF_NOT_PERMITTED,
          own ? ".name" : ".namespace",
          own
              ? "the ServiceBackend "
                  + PlainText.quote(backend.name())
                  + " does not allow references of its own namespace; correct its"
                  + " spec.allowedRoutes"
              : "namespace "
                  + PlainText.quote(backend.namespace())
                  + " has no ServiceBackend "
                  + PlainText.quote(backend.name())
                  + " that allows references from namespace "
                  + PlainText.quote(key.namespace())
                  + "; correct the reference, or let the owner of that backend add the namespace to"
                  + " its spec.allowedRoutes");
    }
    return Optional.empty();
  }

  private Optional<String> told(
      IdentityProvider.External external, DataPlaneReason reason, String part, String message) {
    diagnostics.error(
        reason,
        field(external.name()) + part,
        message + "; until then the provider lets nobody pass");
    return Optional.of(message);
  }

  /** Where it is written, or was: a name stands for the same provider. */
  private String field(String provider) {
    Authentication written =
        dataPlane.getSpec() == null ? null : dataPlane.getSpec().authentication();
    List<Authentication.Provider> providers = written == null ? List.of() : written.providers();
    for (int i = 0; i < providers.size(); i++) {
      if (providers.get(i).name().equals(provider)) {
        return "spec.authentication.providers[" + i + "].external.backendRef";
      }
    }
    return "spec.authentication.providers";
  }

  /** What {@link #usable} found. */
  public List<Diagnostic> found() {
    return diagnostics.found();
  }
}
