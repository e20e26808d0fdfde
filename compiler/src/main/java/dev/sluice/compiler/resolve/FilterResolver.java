package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Filter;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Filters of a rule: each by its own resolver. What may stand together is judged elsewhere. */
final class FilterResolver {
  private final Diagnostics diagnostics;
  private final HeaderEditsResolver requestHeaders;
  private final HeaderEditsResolver responseHeaders;
  private final RewriteResolver rewrites;
  private final RedirectResolver redirects;
  private final DirectResponseResolver responses;
  private final FaultResolver faults;
  private final TargetResolver targets;
  private final DeprecationResolver deprecations;

  FilterResolver(Diagnostics diagnostics, TargetResolver targets) {
    this.diagnostics = diagnostics;
    this.targets = targets;
    this.requestHeaders = new HeaderEditsResolver(ProtectedHeaders.IN_REQUESTS, diagnostics);
    this.responseHeaders = new HeaderEditsResolver(ProtectedHeaders.IN_ANSWERS, diagnostics);
    this.rewrites = new RewriteResolver(diagnostics);
    this.redirects = new RedirectResolver(diagnostics);
    this.responses = new DirectResponseResolver(diagnostics);
    this.faults = new FaultResolver(diagnostics);
    this.deprecations = new DeprecationResolver(diagnostics);
  }

  ResolvedFilters resolve(List<Filter> filters, String field) {
    List<RouteFilter> resolved = new ArrayList<>();
    Optional<RouteAction> answer = Optional.empty();
    Optional<ResolvedMirror> mirror = Optional.empty();
    Set<Filter.Type> seen = EnumSet.noneOf(Filter.Type.class);
    for (int i = 0; i < filters.size(); i++) {
      Filter filter = filters.get(i);
      String place = field + "[" + i + "]";
      if (!FilterMember.isComplete(filter, place, diagnostics)) {
        continue;
      }
      if (!seen.add(filter.type())) {
        diagnostics.error(
            RouteReason.INVALID_FILTER,
            place + ".type",
            filter.type() + " stands twice in this rule; put both into one filter");
        continue;
      }
      if (filter.requestHeaderModifier() != null) {
        resolved.add(
            new RouteFilter.EditRequestHeaders(
                requestHeaders.resolve(
                    filter.requestHeaderModifier(), place + ".requestHeaderModifier")));
      }
      if (filter.responseHeaderModifier() != null) {
        resolved.add(
            new RouteFilter.EditResponseHeaders(
                responseHeaders.resolve(
                    filter.responseHeaderModifier(), place + ".responseHeaderModifier")));
      }
      if (filter.urlRewrite() != null) {
        resolved.add(rewrites.resolve(filter.urlRewrite(), place + ".urlRewrite"));
      }
      if (filter.faultInjection() != null) {
        resolved.add(faults.resolve(filter.faultInjection(), place + ".faultInjection"));
      }
      if (filter.requestMirror() != null) {
        mirror = Optional.of(targets.mirror(filter.requestMirror(), place + ".requestMirror"));
      }
      if (filter.deprecation() != null) {
        resolved.add(deprecations.resolve(filter.deprecation(), place + ".deprecation"));
      }
      if (filter.requestRedirect() != null) {
        answer =
            Optional.of(redirects.resolve(filter.requestRedirect(), place + ".requestRedirect"));
      }
      if (filter.directResponse() != null) {
        answer = Optional.of(responses.resolve(filter.directResponse(), place + ".directResponse"));
      }
    }
    return new ResolvedFilters(resolved, answer, mirror);
  }
}
