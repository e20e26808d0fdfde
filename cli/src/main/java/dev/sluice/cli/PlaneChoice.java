package dev.sluice.cli;

import dev.sluice.compiler.Compilation;
import dev.sluice.compiler.CompiledPlane;
import dev.sluice.snapshot.ObjectKey;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which data planes a command speaks of. */
final class PlaneChoice {
  private PlaneChoice() {}

  /**
   * @param wanted {@code NAMESPACE/NAME}; null for all
   * @throws UserError if it is not there, or there is none at all
   */
  static List<CompiledPlane> of(Compilation compilation, @Nullable String wanted) {
    Collection<CompiledPlane> all = compilation.planes().values();
    if (all.isEmpty()) {
      throw new UserError(
          "there is no DataPlane: add one, or leave --cluster-rules out for a default one.");
    }
    if (wanted == null) {
      return List.copyOf(all);
    }
    int slash = wanted.indexOf('/');
    CompiledPlane plane =
        slash < 0
            ? null
            : compilation
                .planes()
                .get(new ObjectKey(wanted.substring(0, slash), wanted.substring(slash + 1)));
    if (plane == null) {
      throw new UserError(
          "--data-plane " + wanted + " is not there; there are " + compilation.planes().keySet());
    }
    return List.of(plane);
  }
}
