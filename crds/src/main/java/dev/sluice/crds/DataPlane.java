package dev.sluice.crds;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One set of gateway pods with its listeners. Written by the platform team. */
@Group(SluiceApi.GROUP)
@Version(SluiceApi.VERSION)
@Kind("DataPlane")
@Plural("dataplanes")
@ShortNames("dpl")
@Categories("sluice")
@ValidationRule(
    value = "size(self.metadata.name) <= 50 && !self.metadata.name.contains('.')",
    message =
        "metadata.name: at most 50 characters and no dot, because a Service is named after it")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = SluiceApi.READY,
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = SluiceApi.READY_REASON,
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Replicas",
    jsonPath = ".status.replicas.ready",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Acknowledged",
    jsonPath = ".status.acknowledged",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Version",
    jsonPath = ".status.version",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = SluiceApi.CREATED,
    type = AdditionalPrinterColumn.Type.DATE)
public final class DataPlane extends CustomResource<DataPlaneSpec, DataPlaneStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
