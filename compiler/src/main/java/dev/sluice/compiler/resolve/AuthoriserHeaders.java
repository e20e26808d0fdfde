package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.ExternalProvider;
import dev.sluice.matching.HttpToken;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Names of headers that an authoriser is told, and may tell others. */
final class AuthoriserHeaders {
  private static final String NO_NAME = "is no header name; write one such as X-User-Id";

  private final Diagnostics diagnostics;

  AuthoriserHeaders(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** False after a diagnostic. */
  boolean areGood(ExternalProvider written, String field) {
    boolean good =
        each(written.requestHeaders(), field + ".requestHeaders", AuthoriserHeaders::ofConnection)
            & each(written.backendHeaders(), field + ".backendHeaders", ClaimHeaders::whyNot)
            & each(
                written.clientHeaders(),
                field + ".clientHeaders",
                ProtectedHeaders.IN_ANSWERS::whyNot)
            & areTold(written, field + ".requestHeaders");
    if (written.identity() != null) {
      ExternalProvider.Names names = written.identity();
      good &= name(names.user(), field + ".identity.user");
      good &= name(names.tenant(), field + ".identity.tenant");
      good &= name(names.roles(), field + ".identity.roles");
      good &= name(names.scopes(), field + ".identity.scopes");
    }
    if (written.cache() != null) {
      good &=
          each(
              written.cache().keyHeaders(),
              field + ".cache.keyHeaders",
              AuthoriserHeaders::ofConnection);
      if (good) {
        warnOfSharing(written, field + ".cache.keyHeaders");
      }
    }
    return good;
  }

  private static Optional<String> ofConnection(String name) {
    return ProtectedHeaders.ofConnection(name);
  }

  private boolean each(
      List<String> written, String field, Function<String, Optional<String>> whyNot) {
    boolean good = true;
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < written.size(); i++) {
      String name = written.get(i).toLowerCase(Locale.ROOT);
      Optional<String> why =
          !HttpToken.matches(name)
              ? Optional.of(NO_NAME)
              : !seen.add(name) ? Optional.of("is named twice; remove one") : whyNot.apply(name);
      if (why.isPresent()) {
        error(field + "[" + i + "]", PlainText.quote(written.get(i)) + " " + why.get());
        good = false;
      }
    }
    return good;
  }

  private boolean name(@Nullable String written, String field) {
    if (written == null || HttpToken.matches(written.toLowerCase(Locale.ROOT))) {
      return true;
    }
    error(field, PlainText.quote(written) + " " + NO_NAME);
    return false;
  }

  /** What a client may not say cannot be told to the authoriser. */
  private boolean areTold(ExternalProvider written, String field) {
    Set<String> set = new HashSet<>();
    written.backendHeaders().forEach(name -> set.add(folded(name)));
    boolean good = true;
    for (int i = 0; i < written.requestHeaders().size(); i++) {
      if (set.contains(folded(written.requestHeaders().get(i)))) {
        error(
            field + "[" + i + "]",
            PlainText.quote(written.requestHeaders().get(i))
                + " is also in backendHeaders, so that clients cannot send it; remove it here, or"
                + " give one of the two another name");
        good = false;
      }
    }
    return good;
  }

  private void warnOfSharing(ExternalProvider written, String field) {
    Set<String> keys = new HashSet<>();
    if (written.cache() != null) {
      written.cache().keyHeaders().forEach(name -> keys.add(name.toLowerCase(Locale.ROOT)));
    }
    written.requestHeaders().stream()
        .filter(name -> !keys.contains(name.toLowerCase(Locale.ROOT)))
        .forEach(
            name ->
                diagnostics.warning(
                    DataPlaneReason.INVALID_PROVIDER,
                    field,
                    "has no "
                        + PlainText.quote(name)
                        + ", which the service is told: an answer to one value of it holds for"
                        + " requests with another; add it, unless answers do not depend on it"));
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
