package dev.sluice.crds;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One set of gateway pods with its listeners. Written by the platform team. */
@Group(SluiceApi.GROUP)
@Version(SluiceApi.VERSION)
@Kind("DataPlane")
@Plural("dataplanes")
@ShortNames("dpl")
public final class DataPlane extends CustomResource<DataPlaneSpec, DataPlaneStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
