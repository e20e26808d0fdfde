package dev.sluice.operator.provision;

import dev.sluice.crds.DataPlane;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The key with which the pods of a data plane sign cookies. Made once and never changed: a key that
 * is there, whoever made it, stays. No dependent resource of the framework, for those watch what
 * they own, and the operator may not look for Secrets.
 */
final class CookieKeySecret {
  static final String KEY = "cookie-key";

  private static final int BYTES = 32;

  private final SecureRandom random = new SecureRandom();

  static String name(DataPlane dataPlane) {
    return PlaneNames.name(dataPlane) + "-" + KEY;
  }

  /** Makes the Secret if it is missing. */
  void ensure(DataPlane dataPlane, KubernetesClient client) {
    var secrets = client.secrets().inNamespace(dataPlane.getMetadata().getNamespace());
    if (secrets.withName(name(dataPlane)).get() != null) {
      return;
    }
    try {
      secrets.resource(desired(dataPlane)).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      // Somebody was faster: his key it is.
    }
  }

  private Secret desired(DataPlane dataPlane) {
    byte[] key = new byte[BYTES];
    random.nextBytes(key);
    return new SecretBuilder()
        .withMetadata(PlaneNames.metadata(dataPlane))
        .editMetadata()
        .withName(name(dataPlane))
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(dataPlane.getApiVersion())
                .withKind(dataPlane.getKind())
                .withName(dataPlane.getMetadata().getName())
                .withUid(dataPlane.getMetadata().getUid())
                .build())
        .endMetadata()
        .withType("Opaque")
        .addToData(KEY, Base64.getEncoder().encodeToString(key))
        .build();
  }
}
