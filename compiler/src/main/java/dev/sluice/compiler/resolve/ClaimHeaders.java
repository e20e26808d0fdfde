package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.ClaimHeader;
import dev.sluice.matching.HttpToken;
import dev.sluice.snapshot.ForwardedClaim;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code forward.claimHeaders} of a provider of any kind. */
final class ClaimHeaders {
  /** A backend takes them for the client's own. */
  private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie");

  private final ClaimTexts texts;
  private final Diagnostics diagnostics;

  ClaimHeaders(Diagnostics diagnostics) {
    this.texts = new ClaimTexts(diagnostics);
    this.diagnostics = diagnostics;
  }

  /**
   * @param claims as they are written
   * @param areGood otherwise there was a diagnostic
   */
  record Read(List<ForwardedClaim> claims, boolean areGood) {
    Read {
      claims = List.copyOf(claims);
    }

    /** Those that a provider may set. */
    List<String> names() {
      return usable(claims.stream().map(ForwardedClaim::header).toList());
    }
  }

  Read read(List<ClaimHeader> written, String field) {
    List<ForwardedClaim> claims =
        written.stream()
            .map(each -> new ForwardedClaim(each.claim(), each.header().toLowerCase(Locale.ROOT)))
            .toList();
    boolean good = true;
    Set<String> names = new HashSet<>();
    for (int i = 0; i < claims.size(); i++) {
      String header = claims.get(i).header();
      String at = field + "[" + i + "].header";
      good &= texts.isPlain(claims.get(i).claim(), field + "[" + i + "].claim");
      Optional<String> why = whyNot(header);
      if (why.isPresent()) {
        error(at, PlainText.quote(header) + " " + why.get());
        good = false;
      } else if (!names.add(header.replace('_', '-'))) {
        error(at, PlainText.quote(header) + " carries another claim already; use another name");
        good = false;
      }
    }
    return new Read(claims, good);
  }

  /**
   * Without those that a provider cannot set: a broken one must not take {@code Host} or a token of
   * other providers out of all requests.
   *
   * @param headers in lower case
   */
  static List<String> usable(List<String> headers) {
    return headers.stream().filter(each -> whyNot(each).isEmpty()).distinct().toList();
  }

  /**
   * Why a provider cannot tell backends of the client in this header, and what to do instead.
   *
   * @param header in lower case
   */
  static Optional<String> whyNot(String header) {
    if (!HttpToken.matches(header)) {
      return Optional.of("is no header name; write one such as X-User-Id");
    }
    return CREDENTIALS.contains(header)
        ? Optional.of("carries credentials of clients; use another name, such as X-User-Id")
        : ProtectedHeaders.IN_REQUESTS.whyNot(header);
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
