package dev.sluice.operator.report;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** Server-side apply of a status, with a field manager of its own. */
interface StatusApi {

  /**
   * @param object nothing but identity and status
   * @return what the object became
   */
  HasMetadata apply(HasMetadata object);

  static StatusApi of(KubernetesClient client) {
    PatchContext apply =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("sluice-status")
            .withForce(true)
            .build();
    return object -> client.resource(object).subresource("status").patch(apply, object);
  }
}
