package dev.sluice.cli;

import dev.sluice.cli.cluster.AskAgain;
import dev.sluice.cli.cluster.ClusterTrouble;
import dev.sluice.cli.cluster.InnermostCause;
import dev.sluice.cli.cluster.RetryAfter;
import dev.sluice.collect.ClusterCheck;
import dev.sluice.collect.ClusterList;
import dev.sluice.compiler.resource.SecretSelection;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A live cluster in place of directories. */
final class ClusterOptions {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 30_000;

  /** An API server that starts, or has just learned a new kind, is ready within that. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Read a live cluster, with its rules, in place of directories.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Context of the kubeconfig. Default: its current one.")
  private @Nullable String context;

  boolean given() {
    return kubeconfig != null;
  }

  /**
   * @throws UserError if the cluster cannot be read
   */
  Resources load() {
    return load(Set.of(), Set.of());
  }

  /**
   * @param secrets to be read besides those that the cluster's own resources refer to
   * @param selected likewise, by labels
   * @throws UserError if the cluster cannot be read
   */
  Resources load(Set<ObjectKey> secrets, Set<SecretSelection> selected) {
    Config config = config();
    RetryAfter told = new RetryAfter();
    try (KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientBuilderConsumer(
                builder -> builder.addOrReplaceInterceptor("retry-after", told))
            .build()) {
      return new AskAgain(told, PATIENCE).ask(() -> read(client, secrets, selected));
    } catch (KubernetesClientException e) {
      throw new UserError("the cluster at " + config.getMasterUrl() + " " + trouble(e, config), e);
    }
  }

  private static String trouble(KubernetesClientException failure, Config config) {
    return ClusterTrouble.of(
        failure,
        () -> {
          try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
            return ClusterCheck.findings(client);
          }
        });
  }

  private static Resources read(
      KubernetesClient client, Set<ObjectKey> secrets, Set<SecretSelection> selected) {
    Resources read = Resources.ofCluster(ClusterList.read(client));
    Set<ObjectKey> wanted = new TreeSet<>(secrets);
    wanted.addAll(read.secretsReferredTo());
    Set<SecretSelection> selections = new TreeSet<>(selected);
    selections.addAll(read.secretsSelected());
    return read.with(ClusterList.secrets(client, wanted, selections));
  }

  private Config config() {
    Path file = kubeconfig;
    if (file == null) {
      throw new IllegalStateException("asked for a cluster that was not given");
    }
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new UserError("--kubeconfig " + file + " cannot be read: check the path.", e);
    }
    Config config;
    try {
      config = Config.fromKubeconfig(context, text, file.toString());
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw new UserError(
          "--kubeconfig " + file + " is no kubeconfig: " + InnermostCause.text(e), e);
    }
    String wanted = context;
    if (wanted != null
        && (config.getCurrentContext() == null
            || !wanted.equals(config.getCurrentContext().getName()))) {
      throw new UserError("--context " + wanted + " is not in " + file + ".");
    }
    return new ConfigBuilder(config)
        .withConnectionTimeout(CONNECT_MILLIS)
        .withRequestTimeout(ANSWER_MILLIS)
        // The client's own way would also ask again where nothing answers at all.
        .withRequestRetryBackoffLimit(0)
        .build();
  }
}
