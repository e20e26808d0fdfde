package dev.sluice.operator.reconcile;

import dev.sluice.crds.DataPlane;
import dev.sluice.operator.provision.Provisioned;
import dev.sluice.operator.provision.Provisioner;
import dev.sluice.snapshot.ObjectKey;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** Level-triggered: whatever the event was, the objects of the data plane are brought in order. */
@ControllerConfiguration(name = "dataplane")
public final class DataPlaneReconciler implements Reconciler<DataPlane> {
  private final Provisioner provisioner;
  private final BooleanSupplier leads;
  private final BiConsumer<ObjectKey, Provisioned> report;

  /**
   * @param leads asked before anything is written
   * @param report hears what became of the objects
   */
  public DataPlaneReconciler(
      Provisioner provisioner, BooleanSupplier leads, BiConsumer<ObjectKey, Provisioned> report) {
    this.provisioner = provisioner;
    this.leads = leads;
    this.report = report;
  }

  @Override
  public List<EventSource<?, DataPlane>> prepareEventSources(
      EventSourceContext<DataPlane> context) {
    return provisioner.eventSources(context);
  }

  @Override
  public UpdateControl<DataPlane> reconcile(DataPlane dataPlane, Context<DataPlane> context) {
    if (leads.getAsBoolean()) {
      provisioner.provision(dataPlane, context);
      report.accept(
          new ObjectKey(dataPlane.getMetadata().getNamespace(), dataPlane.getMetadata().getName()),
          provisioner.provisioned(dataPlane, context));
    }
    return UpdateControl.noUpdate();
  }
}
