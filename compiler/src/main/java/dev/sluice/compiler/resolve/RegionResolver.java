package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.BackendRef;
import dev.sluice.crds.Geo;
import dev.sluice.crds.SluiceApi;
import dev.sluice.matching.HttpToken;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RegionSource;
import dev.sluice.snapshot.Regions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which of a rule's backends serve which region, and who says where a client is. */
final class RegionResolver {
  private final String namespace;
  private final Surroundings surroundings;
  private final Diagnostics diagnostics;

  RegionResolver(String namespace, Surroundings surroundings, Diagnostics diagnostics) {
    this.namespace = namespace;
    this.surroundings = surroundings;
    this.diagnostics = diagnostics;
  }

  Regions resolve(@Nullable Geo geo, List<BackendRef> refs, String rule) {
    Map<String, List<Integer>> targets = new LinkedHashMap<>();
    for (int i = 0; i < refs.size(); i++) {
      String region = refs.get(i).region();
      String field = rule + ".backendRefs[" + i + "].region";
      if (region == null && geo != null) {
        invalid(field, "is missing in a rule with geo; say which region the backend serves");
      } else if (region != null && geo == null) {
        invalid(field, "means nothing without geo; add geo to the rule or remove the region");
      } else if (region != null) {
        targets.computeIfAbsent(region, key -> new ArrayList<>()).add(i);
      }
    }
    if (geo == null) {
      return Regions.NONE;
    }
    if (targets.isEmpty()) {
      invalid(rule + ".geo", "has no regions to choose from; give backendRefs with a region each");
      return Regions.NONE;
    }
    List<String> order = order(geo, targets, rule + ".geo.failover");
    String otherwise = Objects.requireNonNullElse(geo.defaultRegion(), order.getFirst());
    if (!targets.containsKey(otherwise)) {
      invalid(rule + ".geo.defaultRegion", unknown(otherwise, targets));
    }
    return new Regions.ByClient(
        source(geo.regionFrom(), rule + ".geo.regionFrom"),
        order.stream()
            .map(name -> new Regions.Region(name, targets.getOrDefault(name, List.of())))
            .toList(),
        otherwise);
  }

  private List<String> order(Geo geo, Map<String, List<Integer>> targets, String field) {
    if (geo.failover().isEmpty()) {
      return List.copyOf(targets.keySet());
    }
    for (int i = 0; i < geo.failover().size(); i++) {
      if (!targets.containsKey(geo.failover().get(i))) {
        invalid(field + "[" + i + "]", unknown(geo.failover().get(i), targets));
      }
    }
    if (geo.failover().size() != targets.size()
        || new HashSet<>(geo.failover()).size() != targets.size()) {
      invalid(field, "does not name each region once; the regions are " + targets.keySet());
    }
    return geo.failover();
  }

  private static String unknown(String region, Map<String, List<Integer>> targets) {
    return PlainText.quote(region)
        + " is no region of this rule's backendRefs, which are "
        + targets.keySet();
  }

  private RegionSource source(Geo.@Nullable RegionFrom from, String field) {
    String header = from == null ? null : from.header();
    Geo.ConfigMapKey table = from == null ? null : from.configMapRef();
    if ((header == null) == (table == null)) {
      invalid(field, "does not say one thing; give exactly one of header and configMapRef");
    }
    if (table != null) {
      return table(table, field + ".configMapRef");
    }
    String name = Objects.requireNonNullElse(header, "");
    if (header != null && !HttpToken.matches(name)) {
      invalid(field + ".header", PlainText.quote(name) + " is no header name, such as X-Region");
    } else if (ProtectedHeaders.IN_REQUESTS.whyNot(name.toLowerCase(Locale.ROOT)).isPresent()) {
      invalid(
          field + ".header",
          PlainText.quote(name)
              + " is the gateway's own or belongs to the connection, and from clients that are not"
              + " trusted the header is taken away; name another, such as X-Region");
    }
    return new RegionSource.FromHeader(name.toLowerCase(Locale.ROOT));
  }

  /** A table that is not there holds nothing; one that is broken breaks the rule. */
  private RegionSource table(Geo.ConfigMapKey ref, String field) {
    ObjectKey key = new ObjectKey(namespace, Objects.requireNonNullElse(ref.name(), ""));
    String entry = Objects.requireNonNullElse(ref.key(), "");
    Optional<ResourceIndex.ConfigText> found = surroundings.configText(key, entry);
    String named = "the ConfigMap " + PlainText.quote(key.name());
    if (found.isEmpty()) {
      missing(
          field + ".name",
          named
              + " is not in namespace "
              + PlainText.quote(namespace)
              + " with the label "
              + SluiceApi.REGION_TABLE_LABEL
              + ": create or label it");
      return new RegionSource.FromTable(List.of());
    }
    if (found.get().text().isEmpty()) {
      missing(field + ".key", named + " has no key " + PlainText.quote(entry) + ": add it");
      return new RegionSource.FromTable(List.of());
    }
    RegionTable table = RegionTable.read(found.get().text().get());
    for (String problem : table.problems()) {
      diagnostics.error(
          RouteReason.INVALID_REGION_TABLE,
          field,
          PlainText.quote(entry) + " of " + named + ", " + problem);
    }
    return table.source();
  }

  private void missing(String field, String message) {
    diagnostics.error(
        RouteReason.CONFIG_MAP_NOT_FOUND,
        field,
        message + "; until then all clients are in the default region");
  }

  private void invalid(String field, String message) {
    diagnostics.error(RouteReason.INVALID_GEO, field, message);
  }
}
