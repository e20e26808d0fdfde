package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.resolve.PolicyReading.Fault;
import dev.sluice.compiler.resolve.PolicyReading.Kind;
import dev.sluice.matching.HttpToken;
import dev.sluice.matching.OriginPattern;
import dev.sluice.snapshot.Cors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code cors} of a layer. */
final class CorsReading {
  private static final String ALL = "*";
  private static final List<String> METHODS = List.of("GET", "HEAD", "POST");
  private static final Set<String> KNOWN_METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  /** Neither browsers send them for a page, nor does the gateway take them. */
  private static final Set<String> FORBIDDEN_METHODS = Set.of("CONNECT", "TRACE", "TRACK");

  /** What browsers take where nothing is said. */
  private static final Duration DEFAULT_AGE = Duration.ofSeconds(5);

  /** None of them remembers longer. */
  private static final Duration MAX_AGE = Duration.ofHours(24);

  private final dev.sluice.crds.Cors cors;
  private final boolean credentials;
  private final List<Fault> faults = new ArrayList<>();

  private CorsReading(dev.sluice.crds.Cors cors) {
    this.cors = cors;
    this.credentials = Boolean.TRUE.equals(cors.allowCredentials());
  }

  static PolicyReading<Cors> read(List<String> written) {
    return new CorsReading(WrittenJson.read(written, dev.sluice.crds.Cors.class)).read();
  }

  private PolicyReading<Cors> read() {
    origins();
    methods();
    names(cors.allowHeaders(), ".allowHeaders");
    names(cors.exposeHeaders(), ".exposeHeaders");
    int star = credentials ? cors.exposeHeaders().indexOf(ALL) : -1;
    if (star >= 0) {
      fault(
          ".exposeHeaders[" + star + "]",
          PlainText.quote(ALL)
              + " is an ordinary name to browsers beside allowCredentials; name the headers");
    }
    Duration age = age();
    return faults.isEmpty()
        ? new PolicyReading.Understood<>(
            new Cors.On(
                cors.allowOrigins(),
                cors.allowMethods().isEmpty() ? METHODS : cors.allowMethods(),
                cors.allowHeaders().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList(),
                cors.exposeHeaders(),
                credentials,
                age.toSeconds()))
        : new PolicyReading.Refused<>(faults);
  }

  private void origins() {
    if (cors.allowOrigins().isEmpty()) {
      fault(".allowOrigins", "names no origin; give one such as https://app.example.com");
    }
    for (int i = 0; i < cors.allowOrigins().size(); i++) {
      String at = ".allowOrigins[" + i + "]";
      String origin = cors.allowOrigins().get(i);
      switch (OriginPattern.parse(origin)) {
        case OriginPattern.Parsed.Invalid(String cause) ->
            fault(at, PlainText.quote(origin) + " " + cause);
        case OriginPattern.Parsed.Valid(OriginPattern pattern) -> {
          if (credentials && pattern.isOpen()) {
            fault(
                at,
                PlainText.quote(origin)
                    + " lets pages of every site read what belongs to the user; name the origins,"
                    + " or leave allowCredentials out");
          }
        }
      }
    }
  }

  private void methods() {
    for (int i = 0; i < cors.allowMethods().size(); i++) {
      String method = cors.allowMethods().get(i);
      String upper = method.toUpperCase(Locale.ROOT);
      String at = ".allowMethods[" + i + "]";
      if (!HttpToken.matches(method)) {
        fault(at, PlainText.quote(method) + " is no method; write a name such as PUT");
      } else if (FORBIDDEN_METHODS.contains(upper)) {
        fault(at, PlainText.quote(method) + " is sent by no page and never taken; remove it");
      } else if (!method.equals(upper) && KNOWN_METHODS.contains(upper)) {
        fault(
            at, PlainText.quote(method) + " is another method than " + upper + "; write " + upper);
      }
    }
  }

  private void names(List<String> names, String field) {
    for (int i = 0; i < names.size(); i++) {
      if (!HttpToken.matches(names.get(i))) {
        fault(
            field + "[" + i + "]",
            PlainText.quote(names.get(i)) + " is no header name; write one such as X-Request-Id");
      }
    }
  }

  private Duration age() {
    if (cors.maxAge() == null) {
      return DEFAULT_AGE;
    }
    Optional<Duration> age = Durations.parse(cors.maxAge());
    if (age.isEmpty()) {
      faults.add(
          new Fault(
              Kind.DURATION,
              ".maxAge",
              PlainText.quote(cors.maxAge()) + " is no duration; " + Durations.CURE));
    } else if (age.get().compareTo(MAX_AGE) > 0 || age.get().toMillisPart() != 0) {
      fault(
          ".maxAge",
          PlainText.quote(cors.maxAge())
              + " is out of range; give whole seconds up to 24h, for longer no browser remembers");
    }
    return age.orElse(DEFAULT_AGE);
  }

  private void fault(String at, String message) {
    faults.add(new Fault(Kind.OTHER, at, message));
  }
}
