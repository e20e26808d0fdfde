package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.UrlRewrite;
import dev.sluice.snapshot.PathRewrite;
import dev.sluice.snapshot.RouteFilter;

/** URLRewrite filters. */
final class RewriteResolver {
  private final Diagnostics diagnostics;
  private final PathRewriteResolver paths;

  RewriteResolver(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    this.paths = new PathRewriteResolver(diagnostics);
  }

  RouteFilter resolve(UrlRewrite rewrite, String field) {
    if (rewrite.hostname() == null && rewrite.path() == null) {
      diagnostics.error(
          RouteReason.INVALID_FILTER, field, "changes nothing; give hostname, path or both");
    }
    return new RouteFilter.Rewrite(
        PreciseHost.of(rewrite.hostname(), field + ".hostname", diagnostics),
        rewrite.path() == null
            ? new PathRewrite.Keep()
            : paths.resolve(rewrite.path(), field + ".path"));
  }
}
