package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.tls.ServerTls;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.Listener;
import io.undertow.server.HttpServerExchange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The hosts that a listener serves. Over TLS the client has called the wrong place for any other,
 * and is told to try elsewhere; in plain text there is nothing to tell but that it is not here.
 */
public final class ListenerHosts implements RequestCheck {
  private final Set<String> exact = new HashSet<>();
  private final List<String> suffixes = new ArrayList<>();
  private final List<HostPattern> patterns;
  private final FailureKind failure;

  private ListenerHosts(List<HostPattern> patterns, FailureKind failure) {
    this.patterns = patterns;
    this.failure = failure;
    for (HostPattern pattern : patterns) {
      switch (pattern) {
        case HostPattern.Exact(String host) -> exact.add(host);
        case HostPattern.Wildcard(String suffix) -> suffixes.add("." + suffix);
        case HostPattern.Any any -> suffixes.add("");
      }
    }
  }

  /** What a listener asks of hosts: nothing, if it serves all and speaks plain text. */
  public static List<RequestCheck> checks(Listener listener, Optional<ServerTls> tls) {
    List<RequestCheck> checks = new ArrayList<>();
    if (!listener.hostnames().isEmpty()) {
      checks.add(
          new ListenerHosts(
              listener.hostnames(),
              tls.isPresent() ? FailureKind.MISDIRECTED_REQUEST : FailureKind.NO_ROUTE));
    }
    tls.ifPresent(each -> checks.add(new CertificateHosts(each)));
    return checks;
  }

  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    return serves(context.host())
        ? Verdict.PASS
        : new Refuse(failure, "the listener does not serve " + context.host());
  }

  private boolean serves(String host) {
    if (exact.contains(host)) {
      return true;
    }
    for (String suffix : suffixes) {
      // At least one label stands in front of the dot.
      if (host.length() > suffix.length() && host.endsWith(suffix)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "listener-hosts" + patterns.stream().map(HostPattern::text).toList();
  }
}
