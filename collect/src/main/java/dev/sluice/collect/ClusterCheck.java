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
   * One sentence for each thing that is missing; empty when all is well. An API server that is away
   * is no finding: it will come.
   */
  public static List<String> problems(KubernetesClient client) {
    List<String> problems = new ArrayList<>();
    for (Class<? extends HasMetadata> type : ClusterList.KINDS) {
      String name = HasMetadata.getFullResourceName(type);
      try {
        client
            .resources(type)
            .inAnyNamespace()
            .list(new ListOptionsBuilder().withLimit(1L).build());
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
          problems.add(
              "may not list "
                  + name
                  + ": its role lacks get, list and watch for it (the chart's ClusterRole has"
                  + " them)");
        } else if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
          problems.add(
              "the API server does not know "
                  + name
                  + ": install the CRDs (chart sluice-crds) before the operator");
        }
      }
    }
    return problems;
  }
}
