package dev.sluice.cli.cluster;

import dev.sluice.collect.ClusterCheck;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Why a cluster cannot be read, and the cure: words after "the cluster at URL". */
public final class ClusterTrouble {
  private ClusterTrouble() {}

  /**
   * @param check asks which kinds cannot be listed; only asked when the API server answered that
   *     one of them cannot
   */
  public static String of(
      KubernetesClientException failure, Supplier<List<ClusterCheck.Finding>> check) {
    if (failure.getCode() <= 0) {
      return ConnectionTrouble.of(failure);
    }
    return switch (failure.getCode()) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          "does not accept your credentials (401): log in again, or choose another user of the"
              + " kubeconfig with --context";
      case HttpURLConnection.HTTP_FORBIDDEN, HttpURLConnection.HTTP_NOT_FOUND ->
          missing(failure, check.get());
      case 429, HttpURLConnection.HTTP_UNAVAILABLE ->
          "is busy or still starting (" + answer(failure) + "): try again in a moment";
      default -> "cannot be read: it answers " + answer(failure);
    };
  }

  private static String missing(
      KubernetesClientException failure, List<ClusterCheck.Finding> findings) {
    String unknown = names(findings, HttpURLConnection.HTTP_NOT_FOUND);
    String forbidden = names(findings, HttpURLConnection.HTTP_FORBIDDEN);
    if (unknown.isEmpty() && forbidden.isEmpty()) {
      return "cannot be read: it answers " + answer(failure);
    }
    String definitions =
        "does not know "
            + unknown
            + " (404): install the definitions, kubectl apply --server-side -f"
            + " charts/sluice-crds/templates";
    String rights =
        "does not let you list "
            + forbidden
            + " in all namespaces (403): you need a ClusterRole with the verbs get and list for"
            + " them";
    return unknown.isEmpty()
        ? rights
        : forbidden.isEmpty() ? definitions : definitions + "; it " + rights;
  }

  private static String names(List<ClusterCheck.Finding> findings, int code) {
    return findings.stream()
        .filter(finding -> finding.code() == code)
        .map(ClusterCheck.Finding::resource)
        .collect(Collectors.joining(", "));
  }

  private static String answer(KubernetesClientException failure) {
    String message = failure.getStatus() == null ? null : failure.getStatus().getMessage();
    return message == null || message.isBlank()
        ? Integer.toString(failure.getCode())
        : failure.getCode() + ", " + message.lines().findFirst().orElse("").strip();
  }
}
