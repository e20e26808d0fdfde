package dev.sluice.collect;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;

/** Whether the cluster lets us watch what we must, in words that name the cure. */
public final class ClusterCheck {
  private ClusterCheck() {}

  /**
   * A kind that cannot be listed.
   *
   * @param resource its full name: plural and group
   * @param code 403: not allowed; 404: not known
   */
  public record Finding(String resource, int code) {}

  /**
   * One sentence for each thing that is missing; empty when all is well. An API server that is away
   * is no finding: it will come.
   */
  public static List<String> problems(KubernetesClient client) {
    return findings(client).stream()
        .map(
            finding ->
                finding.code() == HttpURLConnection.HTTP_FORBIDDEN
                    ? "may not list "
                        + finding.resource()
                        + ": its role lacks get, list and watch for it (the chart's ClusterRole has"
                        + " them)"
                    : "the API server does not know "
                        + finding.resource()
                        + ": install the CRDs (chart sluice-crds) before the operator")
        .toList();
  }

  /** What is missing, kind by kind; asks for each. */
  public static List<Finding> findings(KubernetesClient client) {
    List<Finding> findings = new ArrayList<>();
    for (Class<? extends HasMetadata> type : ClusterList.KINDS) {
      try {
        client
            .resources(type)
            .inAnyNamespace()
            .list(new ListOptionsBuilder().withLimit(1L).build());
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
            || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
          findings.add(new Finding(HasMetadata.getFullResourceName(type), e.getCode()));
        }
      }
    }
    return findings;
  }
}
