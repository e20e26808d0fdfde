package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.crds.ListenerSpec;
import dev.sluice.crds.ListenerSpec.Protocol;
import dev.sluice.snapshot.HttpsRedirect;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Plain listeners that send their clients on to HTTPS. */
final class HttpsRedirectResolver {
  private static final Set<Integer> STATUSES = Set.of(301, 302, 307, 308);
  private static final int DEFAULT_STATUS = 301;

  private final Optional<ListenerSpec> https;
  private final Diagnostics diagnostics;

  /**
   * @param listeners all of the data plane
   */
  HttpsRedirectResolver(List<ListenerSpec> listeners, Diagnostics diagnostics) {
    this.https =
        listeners.stream()
            .filter(each -> each.protocol() == Protocol.HTTPS && each.port() != null)
            .findFirst();
    this.diagnostics = diagnostics;
  }

  /**
   * @param field where {@code httpsRedirect} stands
   */
  HttpsRedirect resolve(ListenerSpec listener, String field) {
    dev.sluice.crds.HttpsRedirect written = listener.httpsRedirect();
    if (written == null) {
      return HttpsRedirect.OFF;
    }
    if (listener.protocol() == Protocol.HTTPS) {
      diagnostics.error(
          DataPlaneReason.INVALID_REDIRECT,
          field,
          "is for protocol HTTP, and this listener speaks HTTPS already; remove it");
      return HttpsRedirect.OFF;
    }
    int status = Objects.requireNonNullElse(written.statusCode(), DEFAULT_STATUS);
    if (!STATUSES.contains(status)) {
      diagnostics.error(
          DataPlaneReason.INVALID_REDIRECT,
          field + ".statusCode",
          status + " is no redirect to the same resource; give 301, 302, 307 or 308");
      status = DEFAULT_STATUS;
    }
    Integer port = written.port();
    if (port != null && (port < 1 || port > 65_535)) {
      diagnostics.error(
          DataPlaneReason.INVALID_REDIRECT,
          field + ".port",
          port + " is no port; give a number from 1 to 65535");
      return HttpsRedirect.OFF;
    }
    if (port != null) {
      return new HttpsRedirect.On(port, "", status);
    }
    if (https.isEmpty()) {
      diagnostics.error(
          DataPlaneReason.INVALID_REDIRECT,
          field,
          "leads nowhere, for no listener speaks HTTPS; add one, or give the port of what does");
      return HttpsRedirect.OFF;
    }
    return new HttpsRedirect.On(
        https.get().port(), Objects.requireNonNullElse(https.get().name(), ""), status);
  }
}
