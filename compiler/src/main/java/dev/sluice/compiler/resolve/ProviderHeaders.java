package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.matching.HttpToken;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Headers in which providers tell backends of the client. */
final class ProviderHeaders {
  private static final int LONGEST_NAME = 128;

  private final Diagnostics diagnostics;

  ProviderHeaders(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** In lower case; empty if none is asked for, or one that may not be written. */
  Optional<String> resolve(@Nullable String written, String field) {
    if (written == null) {
      return Optional.empty();
    }
    String name = written.toLowerCase(Locale.ROOT);
    if (!HttpToken.matches(name) || name.length() > LONGEST_NAME) {
      error(field, PlainText.quote(written) + " is no header name; write one such as X-Client-Id");
      return Optional.empty();
    }
    Optional<String> why = ProtectedHeaders.IN_REQUESTS.whyNot(name);
    why.ifPresent(reason -> error(field, PlainText.quote(written) + " " + reason));
    return why.isEmpty() ? Optional.of(name) : Optional.empty();
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
