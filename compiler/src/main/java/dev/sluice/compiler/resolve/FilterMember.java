package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Filter;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The member of a filter that carries the settings of its type: that one, and no other. */
enum FilterMember {
  REQUEST_HEADER_MODIFIER(
      Filter.Type.RequestHeaderModifier, "requestHeaderModifier", Filter::requestHeaderModifier),
  RESPONSE_HEADER_MODIFIER(
      Filter.Type.ResponseHeaderModifier, "responseHeaderModifier", Filter::responseHeaderModifier),
  URL_REWRITE(Filter.Type.URLRewrite, "urlRewrite", Filter::urlRewrite),
  REQUEST_REDIRECT(Filter.Type.RequestRedirect, "requestRedirect", Filter::requestRedirect),
  DIRECT_RESPONSE(Filter.Type.DirectResponse, "directResponse", Filter::directResponse),
  REQUEST_MIRROR(Filter.Type.RequestMirror, "requestMirror", Filter::requestMirror),
  FAULT_INJECTION(Filter.Type.FaultInjection, "faultInjection", Filter::faultInjection),
  DEPRECATION(Filter.Type.Deprecation, "deprecation", Filter::deprecation);

  private final Filter.Type type;
  private final String field;
  private final Function<Filter, @Nullable Object> settings;

  FilterMember(Filter.Type type, String field, Function<Filter, @Nullable Object> settings) {
    this.type = type;
    this.field = field;
    this.settings = settings;
  }

  /** Whether the type is there, and its member, and nothing else. */
  static boolean isComplete(Filter filter, String place, Diagnostics diagnostics) {
    if (filter.type() == null) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          place + ".type",
          "is missing; give one of "
              + Arrays.stream(values())
                  .map(member -> member.type.name())
                  .collect(Collectors.joining(", ")));
      return false;
    }
    boolean complete = true;
    for (FilterMember member : values()) {
      boolean written = member.settings.apply(filter) != null;
      boolean belongs = member.type == filter.type();
      if (belongs && !written) {
        diagnostics.error(
            RouteReason.INVALID_FILTER,
            place + "." + member.field,
            "is missing; a filter of type " + filter.type() + " needs it");
      }
      if (written && !belongs) {
        diagnostics.error(
            RouteReason.INVALID_FILTER,
            place + "." + member.field,
            "does not belong to a filter of type "
                + filter.type()
                + "; make it a filter of its own");
      }
      complete &= belongs == written;
    }
    return complete;
  }
}
