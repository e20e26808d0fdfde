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

/** How much clients may ask for. Written by platform teams and application teams. */
@Group(SluiceApi.GROUP)
@Version(SluiceApi.VERSION)
@Kind("RateLimitPolicy")
@Plural("ratelimitpolicies")
@ShortNames("rlp")
@Categories("sluice")
@AdditionalPrinterColumn(
    name = "Mode",
    jsonPath = ".spec.mode",
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
public final class RateLimitPolicy
    extends CustomResource<RateLimitPolicySpec, RateLimitPolicyStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;
}
