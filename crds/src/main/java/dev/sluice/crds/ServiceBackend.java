package dev.sluice.crds;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Where a service is and how to speak with it. Written by application teams. */
@Group(SluiceApi.GROUP)
@Version(SluiceApi.VERSION)
@Kind("ServiceBackend")
@Plural("servicebackends")
@ShortNames("sb")
@Categories("sluice")
@AdditionalPrinterColumn(
    name = "Service",
    jsonPath = ".spec.target.service.name",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Endpoints",
    jsonPath = ".status.endpoints.total",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Healthy",
    jsonPath = ".status.endpoints.healthy",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Breaker",
    jsonPath = ".status.breaker",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = SluiceApi.READY,
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = SluiceApi.READY_REASON,
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = SluiceApi.CREATED,
    type = AdditionalPrinterColumn.Type.DATE)
public final class ServiceBackend extends CustomResource<ServiceBackendSpec, ServiceBackendStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
