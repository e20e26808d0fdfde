package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the gateway pods run. */
public record DeploymentSpec(
    @JsonPropertyDescription("Number of pods. Default: 2.") @Min(0) @Max(1000)
        @Nullable Integer replicas,
    @JsonPropertyDescription("CPU and memory of the gateway container.")
        @Nullable ResourceRequirements resources,
    @JsonPropertyDescription("What else the pods get.") @Nullable PodTemplate podTemplate) {

  /** The parts of a pod template that may be set. */
  public record PodTemplate(
      @JsonPropertyDescription("Labels and annotations; those that the operator sets itself win.")
          @Nullable PodMetadata metadata,
      @JsonPropertyDescription("Where the pods are placed and how they stop.")
          @Nullable PodSpec spec) {}

  /** Labels and annotations of the pods; those that the operator sets itself win. */
  public record PodMetadata(
      @JsonPropertyDescription("Labels of the pods.") @Size(max = 64)
          @Nullable Map<String, String> labels,
      @JsonPropertyDescription("Annotations of the pods.") @Size(max = 64)
          @Nullable Map<String, String> annotations) {}

  /** Where the pods are placed and how they stop. */
  public record PodSpec(
      @JsonPropertyDescription("Labels of the nodes to run on.") @Size(max = 64)
          @Nullable Map<String, String> nodeSelector,
      @JsonPropertyDescription("Taints to live with, as in a Pod.") @Size(max = 32)
          @Nullable List<Toleration> tolerations,
      @JsonPropertyDescription("Affinity, as in a Pod.") @Nullable Affinity affinity,
      @JsonPropertyDescription("How the pods spread over nodes and zones, as in a Pod.")
          @Size(max = 16)
          @Nullable List<TopologySpreadConstraint> topologySpreadConstraints,
      @JsonPropertyDescription("Priority class of the pods.") @Nullable String priorityClassName,
      @JsonPropertyDescription("Secrets for pulling the image.") @Size(max = 16)
          @Nullable List<LocalObjectReference> imagePullSecrets,
      @JsonPropertyDescription("How long a pod may take to finish what it has begun. Default: 60.")
          @Min(1)
          @Max(3600)
          @Nullable Long terminationGracePeriodSeconds) {}
}
