package dev.sluice.cli;

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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A live cluster in place of directories. */
final class ClusterOptions {
  private static final int TIMEOUT_MILLIS = 10_000;

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
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      return read(client, secrets, selected, config.getMasterUrl());
    }
  }

  private static Resources read(
      KubernetesClient client, Set<ObjectKey> secrets, Set<SecretSelection> selected, String url) {
    try {
      Resources read = Resources.ofCluster(ClusterList.read(client));
      Set<ObjectKey> wanted = new TreeSet<>(secrets);
      wanted.addAll(read.secretsReferredTo());
      Set<SecretSelection> selections = new TreeSet<>(selected);
      selections.addAll(read.secretsSelected());
      return read.with(ClusterList.secrets(client, wanted, selections));
    } catch (KubernetesClientException e) {
      List<String> problems = e.getCode() == 0 ? List.of() : ClusterCheck.problems(client);
      throw new UserError(
          "the cluster at "
              + url
              + (problems.isEmpty()
                  ? " cannot be read: " + cause(e) + "; check the kubeconfig."
                  : " cannot be read: " + String.join("; ", problems)),
          e);
    }
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
      throw new UserError("--kubeconfig " + file + " is no kubeconfig: " + cause(e), e);
    }
    String wanted = context;
    if (wanted != null
        && (config.getCurrentContext() == null
            || !wanted.equals(config.getCurrentContext().getName()))) {
      throw new UserError("--context " + wanted + " is not in " + file + ".");
    }
    return new ConfigBuilder(config)
        .withConnectionTimeout(TIMEOUT_MILLIS)
        .withRequestTimeout(TIMEOUT_MILLIS * 3)
        .withRequestRetryBackoffLimit(0)
        .build();
  }

  /** The innermost: what it is about, without the names of classes. */
  private static String cause(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return Optional.ofNullable(innermost.getMessage())
        .orElse(innermost.toString())
        .lines()
        .findFirst()
        .orElse("");
  }
}
