package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Deprecation;
import dev.sluice.snapshot.RouteFilter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Deprecation filters, down to the text of the headers: nothing in them depends on a request. */
final class DeprecationResolver {
  /** RFC 9110 section 5.6.7; the JDK's RFC 1123 format leaves out the zero of the first days. */
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final Pattern CHARACTERS =
      Pattern.compile("(?:[-!#$&'()*+,./0-9:;=?@A-Z\\[\\]_a-z~]|%[0-9A-Fa-f]{2})++");

  private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://[a-z0-9\\[]");

  private static final int MAX_LINK = 1_024;

  private final Diagnostics diagnostics;

  DeprecationResolver(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  RouteFilter resolve(Deprecation deprecation, String field) {
    if (deprecation.since() == null) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field + ".since",
          "is missing; say from when on it is deprecated, such as 2026-01-31");
    }
    Optional<Instant> since = date(deprecation.since(), field + ".since");
    Optional<Instant> sunset = date(deprecation.sunset(), field + ".sunset");
    if (since.isPresent() && sunset.isPresent() && sunset.get().isBefore(since.get())) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field + ".sunset",
          PlainText.quote(Objects.requireNonNullElse(deprecation.sunset(), ""))
              + " is before since: nothing goes before it is deprecated; change one of the two");
    }
    return new RouteFilter.Deprecate(
        since.map(instant -> "@" + instant.getEpochSecond()).orElse(""),
        sunset.map(HTTP_DATE::format).orElse(""),
        link(deprecation.link(), field + ".link"));
  }

  private Optional<Instant> date(@Nullable String written, String field) {
    if (written == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          written.indexOf('T') < 0
              ? LocalDate.parse(written).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(written).toInstant());
    } catch (DateTimeException e) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field,
          PlainText.quote(written)
              + " is no date; write one such as 2026-01-31, or a time such as"
              + " 2026-01-31T08:00:00Z");
      return Optional.empty();
    }
  }

  private String link(@Nullable String written, String field) {
    if (written == null) {
      return "";
    }
    if (written.isEmpty() || written.length() > MAX_LINK || !isReference(written)) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field,
          PlainText.quote(written)
              + " is no URI; write one such as https://shop.example.com/v2 or /v2, with other"
              + " characters as %XX");
      return "";
    }
    return "<" + written + ">; rel=\"successor-version\"";
  }

  /** RFC 3986 section 4.1; of the schemes only those that a person or program can follow. */
  private static boolean isReference(String text) {
    int end = 0;
    while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    boolean relative = text.indexOf(':') < 0 || text.indexOf(':') >= end;
    return CHARACTERS.matcher(text).matches() && (relative || ABSOLUTE.matcher(text).lookingAt());
  }
}
