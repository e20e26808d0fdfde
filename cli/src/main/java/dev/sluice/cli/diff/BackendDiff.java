package dev.sluice.cli.diff;

import dev.sluice.cli.words.PlainWords;
import dev.sluice.crds.BackendTarget;
import dev.sluice.crds.ServiceBackendSpec;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is different in a backend that both sides have. */
final class BackendDiff {
  private final String name;
  private final List<Change> changes = new ArrayList<>();

  private BackendDiff(ObjectKey backend) {
    this.name = "ServiceBackend " + backend;
  }

  /** How data planes speak with it. */
  static List<Change> of(BackendSection before, BackendSection now) {
    BackendDiff diff = new BackendDiff(now.backend());
    SortedMap<String, String> had = PlainWords.values(before, "backend");
    SortedMap<String, String> has = PlainWords.values(now, "backend");
    TreeSet<String> values = new TreeSet<>(had.keySet());
    values.addAll(has.keySet());
    for (String value : values) {
      String was = had.getOrDefault(value, "not set");
      String is = has.getOrDefault(value, "not set");
      if (!was.equals(is)) {
        diff.tell(
            value + " is now " + is + " (was " + was + ")",
            value.equals("tenants")
                ? moreTenants(before.tenants(), now.tenants())
                : Optional.empty());
      }
    }
    return diff.changes;
  }

  private static Optional<String> moreTenants(List<String> before, List<String> now) {
    if (!before.isEmpty() && now.isEmpty()) {
      return Optional.of("clients of all tenants may reach it");
    }
    return before.isEmpty() || before.containsAll(now)
        ? Optional.empty()
        : Optional.of("clients of more tenants may reach it");
  }

  /** Where it is, and who may use it. */
  static List<Change> of(ObjectKey backend, ServiceBackendSpec before, ServiceBackendSpec now) {
    BackendDiff diff = new BackendDiff(backend);
    diff.compare("target", target(before.target()), target(now.target()));
    String was = Consents.text(before.allowedRoutes());
    String is = Consents.text(now.allowedRoutes());
    if (!was.equals(is)) {
      String text = "may be used by routes of " + is + " (was " + was + ")";
      diff.tell(
          text,
          Consents.isWider(before.allowedRoutes(), now.allowedRoutes())
              ? Optional.of("more namespaces may use it")
              : Optional.empty());
    }
    return diff.changes;
  }

  /** Where its endpoints are, as far as files say it. */
  static List<Change> of(EndpointSet before, EndpointSet now) {
    BackendDiff diff = new BackendDiff(now.backend());
    diff.compare("endpoints", endpoints(before), endpoints(now));
    return diff.changes;
  }

  private static String endpoints(EndpointSet set) {
    return set.endpoints().isEmpty()
        ? "none"
        : PlainWords.text(set.endpoints().stream().map(Object::toString).toList());
  }

  private static String target(@Nullable BackendTarget target) {
    if (target == null) {
      return "none";
    }
    if (target.staticEndpoints() != null) {
      TreeSet<String> addresses = new TreeSet<>();
      target
          .staticEndpoints()
          .forEach(each -> addresses.add(each.address() + " port " + each.port()));
      return String.join(", ", addresses);
    }
    return PlainWords.text(target);
  }

  private void compare(String value, String was, String is) {
    if (!was.equals(is)) {
      tell(value + " is now " + is + " (was " + was + ")", Optional.empty());
    }
  }

  private void tell(String what, Optional<String> weakening) {
    changes.add(new Change(Change.Kind.BACKEND, name, name + ": " + what, weakening));
  }
}
