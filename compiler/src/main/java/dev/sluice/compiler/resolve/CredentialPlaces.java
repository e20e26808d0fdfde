package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.CredentialSource;
import dev.sluice.matching.HttpToken;
import dev.sluice.snapshot.CredentialPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code from} of a provider: where a client's credential is looked for. */
final class CredentialPlaces {
  private static final int LONGEST = 128;

  /** They are the gateway's own, or somebody else's between it and the client. */
  private static final Set<String> NEVER = Set.of("cookie", "set-cookie", "host", "content-type");

  private final Diagnostics diagnostics;

  CredentialPlaces(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /**
   * @param usual where nothing is written
   * @return empty after a diagnostic
   */
  Optional<List<CredentialPlace>> resolve(
      List<CredentialSource> written, CredentialPlace usual, String field) {
    List<CredentialPlace> places = new ArrayList<>();
    boolean allGood = true;
    for (int i = 0; i < written.size(); i++) {
      String at = field + "[" + i + "]";
      Optional<CredentialPlace> place = place(written.get(i), at);
      if (place.isEmpty()) {
        allGood = false;
      } else if (places.contains(place.get())) {
        error(at, "stands there already; remove it");
        allGood = false;
      } else {
        places.add(place.get());
      }
    }
    if (!allGood) {
      return Optional.empty();
    }
    return Optional.of(places.isEmpty() ? List.of(usual) : places);
  }

  private Optional<CredentialPlace> place(CredentialSource written, String field) {
    long given =
        Stream.of(written.header(), written.cookie(), written.query())
            .filter(Objects::nonNull)
            .count();
    if (given != 1) {
      error(
          field,
          "needs exactly one of header, cookie and query; "
              + (given == 0 ? "add one" : "remove the others"));
      return Optional.empty();
    }
    if (written.header() != null) {
      return header(written.header().toLowerCase(Locale.ROOT), written.scheme(), field);
    }
    if (written.scheme() != null) {
      error(field + ".scheme", "belongs to header; remove it");
      return Optional.empty();
    }
    if (written.cookie() != null) {
      return isToken(written.cookie(), field + ".cookie", "a cookie")
          ? Optional.of(new CredentialPlace.Cookie(written.cookie()))
          : Optional.empty();
    }
    String query = Objects.requireNonNullElse(written.query(), "");
    if (query.isEmpty()
        || query.length() > LONGEST
        || !query.chars().allMatch(CredentialPlaces::isUnreserved)) {
      error(
          field + ".query",
          PlainText.quote(query)
              + " cannot be written in a query as it is; use letters, digits and - . _ ~");
      return Optional.empty();
    }
    return Optional.of(new CredentialPlace.Query(query));
  }

  private Optional<CredentialPlace> header(String name, @Nullable String scheme, String field) {
    if (!isToken(name, field + ".header", "a header")) {
      return Optional.empty();
    }
    if (NEVER.contains(name) || ProtectedHeaders.IN_REQUESTS.whyNot(name).isPresent()) {
      error(
          field + ".header",
          PlainText.quote(name)
              + " carries no credential to the gateway; give the header that clients send it in,"
              + " such as Authorization or X-API-Key");
      return Optional.empty();
    }
    return scheme == null || isToken(scheme, field + ".scheme", "a scheme")
        ? Optional.of(new CredentialPlace.Header(name, Objects.requireNonNullElse(scheme, "")))
        : Optional.empty();
  }

  private boolean isToken(String name, String field, String what) {
    if (HttpToken.matches(name) && name.length() <= LONGEST) {
      return true;
    }
    error(field, PlainText.quote(name) + " is no name of " + what + "; correct it");
    return false;
  }

  /** RFC 3986, section 2.3. */
  private static boolean isUnreserved(int c) {
    return c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
