package dev.sluice.compiler.translate;

import dev.sluice.compiler.resolve.ResolvedDataPlane;
import dev.sluice.snapshot.DialRules;
import dev.sluice.snapshot.GatewaySection;

/** DataPlanes. */
public final class GatewayTranslation {
  private GatewayTranslation() {}

  public static GatewaySection translate(ResolvedDataPlane dataPlane, DialRules dial) {
    return new GatewaySection(
        dataPlane.dataPlane(),
        dataPlane.listeners(),
        dataPlane.clientAddress(),
        dataPlane.policies(),
        dial,
        dataPlane.identities(),
        dataPlane.store());
  }
}
