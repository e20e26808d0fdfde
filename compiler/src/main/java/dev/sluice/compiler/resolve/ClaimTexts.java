package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import org.jspecify.annotations.Nullable;

/** Names and values that must be written as they stand in tokens. */
final class ClaimTexts {
  private final Diagnostics diagnostics;

  ClaimTexts(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** False after a diagnostic. */
  boolean isPlain(@Nullable String text, String field) {
    if (text == null || text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
      error(field, "is empty or has control characters; give it as it stands in the tokens");
      return false;
    }
    if (!text.strip().equals(text)) {
      error(field, PlainText.quote(text) + " begins or ends with a space; remove it");
      return false;
    }
    return true;
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
