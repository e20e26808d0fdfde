package dev.sluice.cli.diff;

import dev.sluice.cli.words.PlainWords;
import dev.sluice.crds.DataPlaneSpec;
import dev.sluice.crds.HostnameGrant;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is different in a data plane itself. */
final class DataPlaneDiff {
  /** Told in words of their own, seen in the traffic of routes, or nothing that traffic meets. */
  private static final String[] TOLD_ELSEWHERE = {
    "listeners",
    "clientAddress",
    "allowedRoutes",
    "hostnameGrants",
    "authorization",
    "defaults",
    "isDefault",
    "deployment"
  };

  private static final String PERMISSIONS = "identities.permissions";

  private final String name;
  private final List<Change> changes = new ArrayList<>();

  private DataPlaneDiff(String name) {
    this.name = name;
  }

  /** Of what is compiled. */
  static List<Change> of(GatewaySection before, GatewaySection now) {
    DataPlaneDiff diff = new DataPlaneDiff("DataPlane " + now.dataPlane());
    diff.listeners(before.listeners(), now.listeners());
    diff.clientAddress(before.clientAddress(), now.clientAddress());
    diff.values(
        PlainWords.values(before, "dataPlane", "listeners", "clientAddress", "policies"),
        PlainWords.values(now, "dataPlane", "listeners", "clientAddress", "policies"),
        AccessWeakenings.ofRoles(
            before.identities().permissions(), now.identities().permissions()));
    return diff.changes;
  }

  /** Of what decides about routes and is not compiled into the data plane's own part. */
  static List<Change> of(String name, DataPlaneSpec before, DataPlaneSpec now) {
    DataPlaneDiff diff = new DataPlaneDiff("DataPlane " + name);
    String was = Consents.text(before.allowedRoutes());
    String is = Consents.text(now.allowedRoutes());
    if (!was.equals(is)) {
      diff.tell(
          "takes routes from " + is + " (was " + was + ")",
          Consents.isWider(before.allowedRoutes(), now.allowedRoutes())
              ? Optional.of("more namespaces may attach routes")
              : Optional.empty());
    }
    diff.grants(grants(before), grants(now));
    diff.values(
        PlainWords.values(before, TOLD_ELSEWHERE),
        PlainWords.values(now, TOLD_ELSEWHERE),
        Optional.empty());
    return diff.changes;
  }

  /** Namespaces by the host that they may claim. */
  private static SortedMap<String, SortedSet<String>> grants(DataPlaneSpec spec) {
    SortedMap<String, SortedSet<String>> grants = new TreeMap<>();
    for (HostnameGrant grant : spec.hostnameGrants()) {
      for (String host : grant.hostnames()) {
        grants
            .computeIfAbsent(host.toLowerCase(Locale.ROOT), key -> new TreeSet<>())
            .addAll(grant.namespaces());
      }
    }
    return grants;
  }

  /** A host that nobody is granted belongs to whoever claims it first: a grant less opens it. */
  private void grants(
      SortedMap<String, SortedSet<String>> before, SortedMap<String, SortedSet<String>> now) {
    SortedSet<String> hosts = new TreeSet<>(before.keySet());
    hosts.addAll(now.keySet());
    for (String host : hosts) {
      SortedSet<String> was = before.get(host);
      SortedSet<String> is = now.get(host);
      if (!Objects.equals(was, is)) {
        boolean opened = was != null && (is == null || !was.containsAll(is));
        tell(
            host
                + " may be claimed by "
                + (is == null ? "whoever is first" : String.join(", ", is))
                + " (was "
                + (was == null ? "whoever is first" : String.join(", ", was))
                + ")",
            opened ? Optional.of("more namespaces may claim the host") : Optional.empty());
      }
    }
  }

  private void listeners(List<Listener> before, List<Listener> now) {
    Map<String, Listener> old = new TreeMap<>();
    before.forEach(listener -> old.put(listener.name(), listener));
    for (Listener listener : now) {
      Listener was = old.remove(listener.name());
      if (was == null) {
        tell("listens on " + text(listener) + " too", Optional.empty());
      } else if (!was.equals(listener)) {
        tell("listener " + text(listener) + " (was " + text(was) + ")", Optional.empty());
      }
    }
    old.values().forEach(gone -> tell("no longer listens on " + text(gone), Optional.empty()));
  }

  private static String text(Listener listener) {
    return listener.name()
        + " "
        + PlainWords.text(listener.protocol())
        + " port "
        + listener.port()
        + (listener.proxyProtocol() ? " with PROXY protocol" : "");
  }

  private void clientAddress(ClientAddress before, ClientAddress now) {
    if (before.equals(now)) {
      return;
    }
    tell(
        "finds the client's address by " + text(now) + " (was " + text(before) + ")",
        trustsMore(before, now)
            ? Optional.of("more is believed of what clients send about their address")
            : Optional.empty());
  }

  private static String text(ClientAddress address) {
    return switch (address) {
      case ClientAddress.Peer peer -> "the connection's peer";
      case ClientAddress.TrustedHops(int hops, String header) ->
          hops + " trusted hop" + (hops == 1 ? "" : "s") + " of " + header;
      case ClientAddress.TrustedNetworks(var cidrs, String header) ->
          header + " from " + String.join(", ", cidrs);
    };
  }

  private static boolean trustsMore(ClientAddress before, ClientAddress now) {
    return switch (now) {
      case ClientAddress.Peer peer -> false;
      case ClientAddress.TrustedHops(int hops, String header) ->
          !(before instanceof ClientAddress.TrustedHops(int were, String old))
              || hops > were
              || !header.equals(old);
      case ClientAddress.TrustedNetworks(var cidrs, String header) ->
          !(before instanceof ClientAddress.TrustedNetworks(var were, String old))
              || !header.equals(old)
              || !cidrs.stream().allMatch(cidr -> AccessWeakenings.isWithin(cidr, were));
    };
  }

  /**
   * @param roles why what they allow is weaker, if it is
   */
  private void values(
      SortedMap<String, String> before, SortedMap<String, String> now, Optional<String> roles) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (String value : names) {
      String was = before.getOrDefault(value, "not set");
      String is = now.getOrDefault(value, "not set");
      if (!was.equals(is)) {
        tell(
            value + " is now " + is + " (was " + was + ")",
            value.equals(PERMISSIONS) ? roles : weaker(value, before, now));
      }
    }
  }

  private static Optional<String> weaker(
      String value, SortedMap<String, String> before, SortedMap<String, String> now) {
    if (value.startsWith("overrides") && before.containsKey(value) && !now.containsKey(value)) {
      return Optional.of("routes may decide this by themselves");
    }
    String policy = value.startsWith("overrides.") ? value.substring("overrides.".length()) : value;
    return Weakenings.of(policy, before.get(value), now.get(value));
  }

  private void tell(String what, Optional<String> weakening) {
    changes.add(new Change(Change.Kind.DATA_PLANE, name, name + ": " + what, weakening));
  }
}
