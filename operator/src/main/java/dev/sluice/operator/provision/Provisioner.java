package dev.sluice.operator.provision;

import dev.sluice.crds.DataPlane;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceUtils;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResourceConfigBuilder;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Workflow;
import io.javaoperatorsdk.operator.processing.dependent.workflow.WorkflowBuilder;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings a data plane's objects to what they should be, and says what became of them. */
public final class Provisioner {
  private final Workflow<DataPlane> workflow;
  private final CookieKeySecret cookieKey = new CookieKeySecret();

  public Provisioner(PlaneSettings settings) {
    workflow =
        new WorkflowBuilder<DataPlane>()
            .addDependentResource(ours(new ServiceAccountDependent()))
            .addDependentResource(ours(new TrustBundleDependent(settings)))
            .addDependentResource(ours(new DeploymentDependent(settings)))
            .addDependentResource(ours(new ServiceDependent()))
            .build();
  }

  public List<EventSource<?, DataPlane>> eventSources(EventSourceContext<DataPlane> context) {
    return EventSourceUtils.eventSourcesFromWorkflow(context, workflow);
  }

  /**
   * @throws io.javaoperatorsdk.operator.AggregatedOperatorException if an object was refused
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if the cookie key was
   */
  public void provision(DataPlane dataPlane, Context<DataPlane> context) {
    // First, for pods that cannot mount it do not start.
    cookieKey.ensure(dataPlane, context.getClient());
    workflow.reconcile(dataPlane, context);
  }

  public Provisioned provisioned(DataPlane dataPlane, Context<DataPlane> context) {
    Optional<Deployment> deployment = context.getSecondaryResource(Deployment.class);
    int ready =
        deployment.map(Deployment::getStatus).map(status -> status.getReadyReplicas()).orElse(0);
    return new Provisioned(
        DeploymentDependent.replicas(dataPlane),
        ready,
        context.getSecondaryResource(Service.class).map(Provisioner::addresses).orElse(List.of()));
  }

  private static List<Provisioned.Address> addresses(Service service) {
    List<Provisioned.Address> addresses = new ArrayList<>();
    if (service.getStatus() != null && service.getStatus().getLoadBalancer() != null) {
      for (LoadBalancerIngress ingress : service.getStatus().getLoadBalancer().getIngress()) {
        if (ingress.getIp() != null) {
          addresses.add(new Provisioned.Address("IPAddress", ingress.getIp()));
        } else if (ingress.getHostname() != null) {
          addresses.add(new Provisioned.Address("Hostname", ingress.getHostname()));
        }
      }
    }
    if (addresses.isEmpty()) {
      for (String ip : service.getSpec().getClusterIPs()) {
        addresses.add(new Provisioned.Address("IPAddress", ip));
      }
    }
    return addresses;
  }

  /** Watches only what this operator made: other Deployments are none of its business. */
  private static <R extends HasMetadata> KubernetesDependentResource<R, DataPlane> ours(
      KubernetesDependentResource<R, DataPlane> dependent) {
    dependent.configureWith(
        new KubernetesDependentResourceConfigBuilder<R>()
            .withUseSSA(true)
            .withKubernetesDependentInformerConfig(
                InformerConfiguration.builder(dependent.resourceType())
                    .withName(dependent.name())
                    .withLabelSelector(PlaneNames.SELECTOR)
                    .build())
            .build());
    return dependent;
  }
}
