package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.resource.ClusterRules;
import dev.sluice.crds.ListenerSpec;
import dev.sluice.matching.WrittenHost;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.HttpsRedirect;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ListenerProtocol;
import dev.sluice.snapshot.ListenerTls;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The sockets of a data plane. One that cannot be used is left out, and harms no other. */
final class ListenerResolver {
  /** Of the pods themselves: readiness and metrics, and the administration at loopback. */
  private static final Set<Integer> OWN_PORTS = Set.of(9_901, 9_902);

  private final ClusterRules rules;
  private final boolean proxyProtocol;
  private final ListenerTlsResolver tls;
  private final Diagnostics diagnostics;
  private final Set<String> names = new HashSet<>();
  private final Set<Integer> ports = new HashSet<>();

  ListenerResolver(
      ClusterRules rules,
      boolean proxyProtocol,
      SecretReferences secrets,
      Diagnostics diagnostics) {
    this.rules = rules;
    this.proxyProtocol = proxyProtocol;
    this.tls = new ListenerTlsResolver(secrets, diagnostics);
    this.diagnostics = diagnostics;
  }

  List<Listener> resolve(List<ListenerSpec> written) {
    if (written.isEmpty()) {
      return List.of(Listener.http("http", 8080, proxyProtocol));
    }
    HttpsRedirectResolver redirects = new HttpsRedirectResolver(written, diagnostics);
    List<Listener> listeners = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      String field = "spec.listeners[" + i + "]";
      ListenerSpec listener = written.get(i);
      String name = Objects.requireNonNullElse(listener.name(), "");
      int port = Objects.requireNonNullElse(listener.port(), 0);
      boolean placed = isUsable(name, port, field) && isFree(name, port, field);
      Optional<ListenerTls> terms = tls.resolve(listener, field + ".tls");
      HttpsRedirect redirect = redirects.resolve(listener, field + ".httpsRedirect");
      Optional<List<HostPattern>> hostnames = hostnames(listener.hostnames(), field);
      if (placed && terms.isPresent() && hostnames.isPresent()) {
        names.add(name);
        ports.add(port);
        listeners.add(
            new Listener(
                name,
                port,
                terms.get() instanceof ListenerTls.On
                    ? ListenerProtocol.HTTPS
                    : ListenerProtocol.HTTP,
                proxyProtocol,
                hostnames.get(),
                terms.get(),
                redirect));
      }
    }
    return listeners;
  }

  /** Empty when none of those that are written is one: that must not become "all". */
  private Optional<List<HostPattern>> hostnames(List<String> written, String field) {
    Set<HostPattern> hostnames = new HashSet<>();
    for (int i = 0; i < written.size(); i++) {
      switch (WrittenHost.parse(written.get(i))) {
        case WrittenHost.Pattern(HostPattern pattern) -> hostnames.add(pattern);
        case WrittenHost.Invalid(String cause) ->
            diagnostics.error(
                DataPlaneReason.INVALID_HOSTNAME,
                field + ".hostnames[" + i + "]",
                PlainText.quote(written.get(i)) + " " + cause);
      }
    }
    return hostnames.isEmpty() && !written.isEmpty()
        ? Optional.empty()
        : Optional.of(hostnames.stream().sorted(HostPattern.ORDER).toList());
  }

  private boolean isUsable(String name, int port, String field) {
    if (name.isEmpty()) {
      diagnostics.error(
          DataPlaneReason.INVALID_VALUE, field + ".name", "is missing; give the listener a name");
      return false;
    }
    if (port < 1 || port > 65_535) {
      diagnostics.error(
          DataPlaneReason.INVALID_VALUE,
          field + ".port",
          port + " is no port; give a number from 1 to 65535");
      return false;
    }
    return true;
  }

  private boolean isFree(String name, int port, String field) {
    if (names.contains(name)) {
      diagnostics.error(
          DataPlaneReason.DUPLICATE_LISTENER_NAME,
          field + ".name",
          PlainText.quote(name) + " names an earlier listener already; give it another name");
      return false;
    }
    if (ports.contains(port)) {
      diagnostics.error(
          DataPlaneReason.DUPLICATE_LISTENER_PORT,
          field + ".port",
          port + " is the port of an earlier listener already; give it another port");
      return false;
    }
    if (OWN_PORTS.contains(port) && !rules.localBackends()) {
      diagnostics.error(
          DataPlaneReason.DUPLICATE_LISTENER_PORT,
          field + ".port",
          port + " is used by the data plane itself, for metrics and health; give another port");
      return false;
    }
    return true;
  }
}
