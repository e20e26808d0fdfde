package dev.sluice.compiler.secret;

import dev.sluice.snapshot.SecretSection;
import java.util.List;
import java.util.Optional;

/** What a Secret holds for somebody who asked. */
public sealed interface SecretVerdict {
  /**
   * It is as it should be.
   *
   * @param flaws what of it is left aside and harms nothing else
   */
  record Good(SecretSection section, List<SecretFault> flaws) implements SecretVerdict {
    public Good {
      flaws = List.copyOf(flaws);
    }

    Good(SecretSection section) {
      this(section, List.of());
    }
  }

  /** It was good and is no longer, or is gone: what it held before serves. */
  record Kept(SecretSection section, SecretFault fault) implements SecretVerdict {}

  /** It never was good. */
  record Unusable(SecretFault fault) implements SecretVerdict {}

  /** What can be served. */
  default Optional<SecretSection> served() {
    return switch (this) {
      case Good(SecretSection section, List<SecretFault> flaws) -> Optional.of(section);
      case Kept(SecretSection section, SecretFault fault) -> Optional.of(section);
      case Unusable(SecretFault fault) -> Optional.empty();
    };
  }
}
