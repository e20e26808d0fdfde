package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.LimitReason;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.matching.HttpToken;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Plain values in a RateLimitPolicy, and what is wrong with them. */
final class LimitFields {
  private static final int LONGEST_NAME = 128;

  /** Fields of answers that somebody misses; those of the connection are no headers at all. */
  private static final Set<String> OF_ANSWERS =
      Set.of(
          "age",
          "cache-control",
          "content-encoding",
          "content-length",
          "content-range",
          "content-type",
          "date",
          "etag",
          "expires",
          "location",
          "ratelimit",
          "ratelimit-policy",
          "retry-after",
          "set-cookie",
          "vary",
          "www-authenticate",
          "x-request-id");

  private final ResourceRef policy;
  private final Diagnostics diagnostics;

  LimitFields(ResourceRef policy, Diagnostics diagnostics) {
    this.policy = policy;
    this.diagnostics = diagnostics;
  }

  void error(LimitReason reason, String field, String message) {
    diagnostics.error(reason, field, message);
  }

  void warning(LimitReason reason, String field, String message) {
    diagnostics.warning(reason, field, message);
  }

  /** How many errors there were. */
  int errors() {
    return diagnostics.errors();
  }

  /** The given one, or what counts when none is given, or when it is out of range. */
  int number(
      LimitReason reason,
      String field,
      @Nullable Integer written,
      int least,
      int most,
      int otherwise) {
    if (written == null) {
      return otherwise;
    }
    if (written < least || written > most) {
      error(
          reason, field, written + " is out of range; give a number from " + least + " to " + most);
      return otherwise;
    }
    return written;
  }

  /** In lower case. */
  String header(String written, String field) {
    String name = written.toLowerCase(Locale.ROOT);
    if (!HttpToken.matches(written) || written.length() > LONGEST_NAME) {
      error(
          LimitReason.INVALID_HEADER,
          field,
          PlainText.quote(written)
              + " is no name of a header; write 1 to 128 letters, digits or hyphens");
    } else if (name.equals("host")) {
      error(
          LimitReason.FORBIDDEN_HEADER,
          field,
          PlainText.quote(written)
              + " names the host, which clients write in many ways; name the route of that host in"
              + " targetRefs");
    } else {
      MatchableHeaders.whyNot(name)
          .ifPresent(
              cause ->
                  error(
                      LimitReason.FORBIDDEN_HEADER, field, PlainText.quote(written) + " " + cause));
    }
    return name;
  }

  /** Of answers, out of which it is taken; in lower case. */
  String responseHeader(String written, String field) {
    String name = header(written, field);
    if (OF_ANSWERS.contains(name) || name.startsWith("x-ratelimit-")) {
      error(
          LimitReason.FORBIDDEN_HEADER,
          field,
          PlainText.quote(written)
              + " is a field that clients need, and a cost is taken out of the answer; let the"
              + " backend write one of its own, such as X-Cost");
    }
    return name;
  }

  /** Of a claim or of an attribute: any text will do, if there is some. */
  String name(LimitReason reason, String written, String field) {
    if (written.isBlank() || written.length() > LONGEST_NAME) {
      error(reason, field, "has not 1 to 128 characters; give the name");
    }
    return written;
  }

  /** What rules and limits have in common is read in one way. */
  <T> T asInRules(Function<Diagnostics, T> reading) {
    Diagnostics theirs = new Diagnostics(policy);
    T value = reading.apply(theirs);
    for (Diagnostic found : theirs.found()) {
      LimitReason reason =
          found.reason() instanceof RouteReason known
              ? LimitReason.of(known)
              : LimitReason.INVALID_CONDITION;
      if (found.isError()) {
        error(reason, found.field(), found.message());
      } else {
        warning(reason, found.field(), found.message());
      }
    }
    return value;
  }
}
