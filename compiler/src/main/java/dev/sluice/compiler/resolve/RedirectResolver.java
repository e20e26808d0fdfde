package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.RequestRedirect;
import dev.sluice.snapshot.PathRewrite;
import dev.sluice.snapshot.RedirectPort;
import dev.sluice.snapshot.RouteAction;
import java.util.Objects;
import java.util.Set;

/** RequestRedirect filters. */
final class RedirectResolver {
  private static final int FOUND = 302;
  private static final Set<Integer> STATUSES = Set.of(301, FOUND, 303, 307, 308);

  private final Diagnostics diagnostics;
  private final PathRewriteResolver paths;

  RedirectResolver(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    this.paths = new PathRewriteResolver(diagnostics);
  }

  RouteAction resolve(RequestRedirect redirect, String field) {
    if (redirect.scheme() == null
        && redirect.hostname() == null
        && redirect.port() == null
        && redirect.path() == null) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field,
          "leads back to where it comes from, for ever; give scheme, hostname, port or path");
    }
    int status = Objects.requireNonNullElse(redirect.statusCode(), FOUND);
    if (!STATUSES.contains(status)) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field + ".statusCode",
          status + " is no redirect that keeps its meaning; give 301, 302, 303, 307 or 308");
    }
    return new RouteAction.Redirect(
        redirect.scheme() == null ? "" : redirect.scheme().name(),
        PreciseHost.of(redirect.hostname(), field + ".hostname", diagnostics),
        port(redirect, field + ".port"),
        redirect.path() == null
            ? new PathRewrite.Keep()
            : paths.resolve(redirect.path(), field + ".path"),
        status);
  }

  /** As Gateway API says: a scheme without a port brings its own. */
  private RedirectPort port(RequestRedirect redirect, String field) {
    Integer port = redirect.port();
    if (port == null) {
      return redirect.scheme() == null ? new RedirectPort.OfRequest() : new RedirectPort.OfScheme();
    }
    if (port < 1 || port > 65_535) {
      diagnostics.error(
          RouteReason.INVALID_FILTER, field, port + " is no port; give a number from 1 to 65535");
    }
    return new RedirectPort.Fixed(port);
  }
}
