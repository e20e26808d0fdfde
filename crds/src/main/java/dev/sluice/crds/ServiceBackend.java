package dev.sluice.crds;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Where a service is and how to speak with it. Written by application teams. */
@Group(SluiceApi.GROUP)
@Version(SluiceApi.VERSION)
@Kind("ServiceBackend")
@Plural("servicebackends")
@ShortNames("sb")
public final class ServiceBackend extends CustomResource<ServiceBackendSpec, ServiceBackendStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
