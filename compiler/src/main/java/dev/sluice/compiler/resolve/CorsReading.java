package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.Cors;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code cors} of a layer. */
final class CorsReading {
  private static final List<String> METHODS = List.of("GET", "HEAD", "POST");
  private static final long MAX_AGE_SECONDS = 5;

  private CorsReading() {}

  static PolicyReading<Cors> read(List<String> written) {
    dev.sluice.crds.Cors cors = WrittenJson.read(written, dev.sluice.crds.Cors.class);
    return new PolicyReading.Understood<>(
        new Cors.On(
            cors.allowOrigins(),
            cors.allowMethods().isEmpty() ? METHODS : cors.allowMethods(),
            cors.allowHeaders().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList(),
            cors.exposeHeaders(),
            Boolean.TRUE.equals(cors.allowCredentials()),
            Optional.ofNullable(cors.maxAge())
                .flatMap(Durations::parse)
                .map(duration -> duration.toSeconds())
                .orElse(MAX_AGE_SECONDS)));
  }
}
