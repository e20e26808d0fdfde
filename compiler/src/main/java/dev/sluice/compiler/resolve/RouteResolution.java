package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * A route, resolved.
 *
 * @param diagnostics of the route, those of its attachments included
 * @param attachments one for each data plane that the route names
 */
public record RouteResolution(List<Diagnostic> diagnostics, List<Attachment> attachments) {
  public RouteResolution {
    diagnostics = List.copyOf(diagnostics);
    attachments = List.copyOf(attachments);
  }

  /**
   * @param obstacle why the data plane does not take the route at all
   * @param route what it is to serve; empty when there is nothing that it could
   */
  public record Attachment(
      ObjectKey dataPlane, Optional<Diagnostic> obstacle, Optional<ResolvedRoute> route) {}
}
