package dev.sluice.cli.explain;

import dev.sluice.dataplane.handler.sanity.MethodCheck;
import dev.sluice.dataplane.handler.sanity.SpoofedHeaderRemoval;
import dev.sluice.dataplane.handler.sanity.TargetLengthCheck;
import dev.sluice.dataplane.identity.IdentityNames;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.matching.DescribedRequest;
import dev.sluice.matching.HostName;
import dev.sluice.matching.IpAddress;
import dev.sluice.matching.RequestPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request as a data plane takes it up: refused before routing, or in its normal form. */
public sealed interface AskedRequest {
  /**
   * Routing decides about it.
   *
   * @param removed names of header fields that only the gateway may send, and which it takes away
   */
  record Admitted(DescribedRequest request, List<String> removed) implements AskedRequest {
    public Admitted {
      removed = List.copyOf(removed);
    }
  }

  /**
   * No rule is asked.
   *
   * @param detail as in the data plane's log
   */
  record Refused(FailureKind kind, String detail) implements AskedRequest {}

  /** What a client sends. */
  record Sent(
      String method,
      String host,
      String path,
      String query,
      Map<String, List<String>> headers,
      Optional<IpAddress> client) {}

  /** By the same checks, in the same order, as the data plane's server chain. */
  static AskedRequest of(Sent sent, IdentityNames identity) {
    int length = sent.path().length() + sent.query().length();
    if (length > TargetLengthCheck.MAX_BYTES) {
      return new Refused(FailureKind.URI_TOO_LONG, length + " bytes");
    }
    Optional<FailureKind> method = MethodCheck.refusal(sent.method());
    if (method.isPresent()) {
      return new Refused(method.get(), "the method " + sent.method() + " is not taken");
    }
    return switch (HostName.normalize(sent.host())) {
      case HostName.Refused(var reason) ->
          new Refused(FailureKind.INVALID_HOST, "the host " + reason.text());
      case HostName.Host(var host, var port) ->
          switch (RequestPath.normalize(sent.path())) {
            case RequestPath.Refused(var reason) ->
                new Refused(FailureKind.DANGEROUS_PATH, "the path " + reason.text());
            case RequestPath.Normalized(var path) -> admitted(sent, identity, host, path);
          };
    };
  }

  private static Admitted admitted(Sent sent, IdentityNames identity, String host, String path) {
    Map<String, List<String>> headers = new TreeMap<>(sent.headers());
    List<String> removed = new ArrayList<>();
    headers
        .keySet()
        .removeIf(name -> SpoofedHeaderRemoval.removes(identity, name) && removed.add(name));
    return new Admitted(
        new DescribedRequest(sent.method(), host, path, sent.query(), headers, sent.client()),
        removed);
  }
}
