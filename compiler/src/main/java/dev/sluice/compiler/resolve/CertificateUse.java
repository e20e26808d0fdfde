package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.Authentication;
import dev.sluice.crds.DataPlaneSpec;
import dev.sluice.crds.ListenerSpec;
import dev.sluice.crds.ListenerTls.ClientValidation;
import dev.sluice.crds.MtlsProvider;
import dev.sluice.crds.ObjectReference;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the listeners of a data plane see the certificates that its providers want to read. */
final class CertificateUse {
  private final Diagnostics diagnostics;

  CertificateUse(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  void check(DataPlaneSpec spec) {
    if (spec.authentication() == null) {
      return;
    }
    List<ListenerSpec> asking =
        spec.listeners().stream().filter(each -> validation(each).isPresent()).toList();
    List<Authentication.Provider> providers = spec.authentication().providers();
    for (int i = 0; i < providers.size(); i++) {
      MtlsProvider mtls = providers.get(i).mtls();
      if (mtls != null) {
        String field = "spec.authentication.providers[" + i + "].mtls";
        if (asking.isEmpty()) {
          diagnostics.warning(
              DataPlaneReason.INVALID_PROVIDER,
              field,
              "reads certificates, and no listener asks clients for one, so that nobody passes; set"
                  + " tls.clientValidation of a listener with protocol HTTPS");
        } else if (mtls.caCertificateRefs().isEmpty()) {
          warnOfStrangers(asking, field + ".caCertificateRefs");
        }
      }
    }
  }

  private static Optional<ClientValidation> validation(ListenerSpec listener) {
    return listener.protocol() == ListenerSpec.Protocol.HTTPS && listener.tls() != null
        ? Optional.ofNullable(listener.tls().clientValidation())
        : Optional.empty();
  }

  /** A name means something to the authority that gave it. */
  private void warnOfStrangers(List<ListenerSpec> asking, String field) {
    ListenerSpec first = asking.getFirst();
    for (ListenerSpec other : asking) {
      if (!authorities(first).equals(authorities(other))) {
        diagnostics.warning(
            DataPlaneReason.INVALID_PROVIDER,
            field,
            "is empty, and the listeners "
                + PlainText.quote(first.name())
                + " and "
                + PlainText.quote(other.name())
                + " trust different authorities, so that either may give away the names of the"
                + " other's clients; name the authorities whose names count");
        return;
      }
    }
  }

  private static Set<ObjectReference> authorities(ListenerSpec listener) {
    return validation(listener)
        .map(asked -> (Set<ObjectReference>) new HashSet<>(asked.caCertificateRefs()))
        .orElse(Set.of());
  }
}
