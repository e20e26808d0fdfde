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
 * @param suspended whether nothing of it is to be served, because it says so
 */
public record RouteResolution(
    List<Diagnostic> diagnostics, List<Attachment> attachments, boolean suspended) {
  public RouteResolution {
    diagnostics = List.copyOf(diagnostics);
    attachments = List.copyOf(attachments);
  }

  /**
   * @param obstacles why the data plane does not take the route, or some of its hosts
   * @param route what it is to serve; empty when there is nothing that it could
   */
  public record Attachment(
      ObjectKey dataPlane, List<Diagnostic> obstacles, Optional<ResolvedRoute> route) {
    public Attachment {
      obstacles = List.copyOf(obstacles);
    }
  }
}
