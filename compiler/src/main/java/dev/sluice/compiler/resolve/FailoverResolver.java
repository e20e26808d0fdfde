package dev.sluice.compiler.resolve;

import dev.sluice.crds.ObjectReference;
import dev.sluice.snapshot.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** {@code failover} of a ServiceBackend. One that cannot be used leaves the others. */
final class FailoverResolver {
  private final BackendReferences references;

  FailoverResolver(BackendReferences references) {
    this.references = references;
  }

  List<ObjectKey> resolve(@Nullable List<ObjectReference> written) {
    List<ObjectReference> wanted = Objects.requireNonNullElse(written, List.of());
    SequencedSet<ObjectKey> usable = new LinkedHashSet<>();
    for (int i = 0; i < wanted.size(); i++) {
      references
          .resolve(wanted.get(i), "spec.failover[" + i + "]", "until then it is passed over")
          // Named twice it still comes where it is named first.
          .ifPresent(usable::add);
    }
    return new ArrayList<>(usable);
  }
}
