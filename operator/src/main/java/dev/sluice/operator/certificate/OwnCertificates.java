package dev.sluice.operator.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the operator's certificates in a Secret that all replicas share. Whichever replica first
 * sees that something is due writes it; the API server's conflict tells the others to read.
 */
public final class OwnCertificates {
  private static final Logger LOG = LoggerFactory.getLogger(OwnCertificates.class);
  private static final int ATTEMPTS = 10;

  private final KubernetesClient client;
  private final String namespace;
  private final String secretName;
  private final ServingNames names;
  private final Clock clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ServingTls tls;
  private volatile Certificates current;

  private OwnCertificates(
      KubernetesClient client,
      String namespace,
      String secretName,
      ServingNames names,
      Clock clock) {
    this.client = client;
    this.namespace = namespace;
    this.secretName = secretName;
    this.names = names;
    this.clock = clock;
    this.current = readOrWrite();
    this.tls = new ServingTls(current.serving());
  }

  /** Reads the Secret, or makes it when there is none. */
  public static OwnCertificates open(
      KubernetesClient client,
      String namespace,
      String secretName,
      ServingNames names,
      Clock clock) {
    return new OwnCertificates(client, namespace, secretName, names, clock);
  }

  public SSLContext tls() {
    return tls.context();
  }

  /** What data planes must trust, as PEM. */
  public String bundle() {
    return current.bundle();
  }

  /** Calls whenever the bundle changes. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Renews what is due and takes over what another replica renewed. To be called now and then. */
  public void check() {
    Certificates before = current;
    Certificates now = readOrWrite();
    if (!now.equals(before)) {
      current = now;
      tls.use(now.serving());
      LOG.info("serving with {}", now.serving());
      if (!now.bundle().equals(before.bundle())) {
        listeners.forEach(Runnable::run);
      }
    }
  }

  private Certificates readOrWrite() {
    for (int attempt = 0; ; attempt++) {
      try {
        return readOrWriteOnce();
      } catch (KubernetesClientException e) {
        // Another replica was quicker: read what it wrote.
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Certificates readOrWriteOnce() {
    Resource<Secret> resource = client.secrets().inNamespace(namespace).withName(secretName);
    Secret secret = resource.get();
    if (secret == null) {
      Certificates created = Certificates.create(names, clock.instant());
      client.resource(secret(created)).create();
      LOG.info("made certificates: {}", created.serving());
      return created;
    }
    Certificates found;
    try {
      found = Certificates.fromSecret(Optional.ofNullable(secret.getData()).orElseGet(Map::of));
    } catch (GeneralSecurityException e) {
      LOG.error(
          "Secret {}/{} does not hold the operator's certificates ({}); making new ones. Data planes"
              + " reconnect once their mounted bundle is refreshed",
          namespace,
          secretName,
          e.getMessage());
      return replace(secret, Certificates.create(names, clock.instant()));
    }
    Optional<Certificates> renewed = found.renewed(names, clock.instant());
    return renewed.isPresent() ? replace(secret, renewed.get()) : found;
  }

  /** Fails with a conflict when the Secret is not any more what was read. */
  private Certificates replace(Secret read, Certificates certificates) {
    Secret changed =
        new SecretBuilder(secret(certificates))
            .editMetadata()
            .withResourceVersion(read.getMetadata().getResourceVersion())
            .endMetadata()
            .build();
    client.resource(changed).update();
    return certificates;
  }

  private Secret secret(Certificates certificates) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(secretName)
        .addToLabels("app.kubernetes.io/managed-by", "sluice")
        .endMetadata()
        .withType("Opaque")
        .withData(certificates.toSecret())
        .build();
  }
}
