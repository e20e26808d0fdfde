package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Split;
import dev.sluice.matching.HttpToken;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Stickiness;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a rule's requests are shared out, besides by weight. */
final class SplitResolver {
  private static final String DEFAULT_TTL = "24h";
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(8_760);

  private final Diagnostics diagnostics;

  SplitResolver(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /**
   * @param targets among which is split
   */
  Stickiness resolve(@Nullable Split split, List<ResolvedTarget> targets, String field) {
    if (split == null) {
      return Stickiness.NONE;
    }
    if (targets.isEmpty()) {
      invalid(field, "stands in a rule without backendRefs; remove it or add them");
    }
    Set<ObjectKey> backends = new HashSet<>();
    for (ResolvedTarget target : targets) {
      if (!backends.add(target.backend())) {
        invalid(
            field,
            "tells backends apart by name, and "
                + PlainText.quote(target.backend().name())
                + " stands in backendRefs twice; give it once, with the weights together");
      }
    }
    return sticky(split.stickyBy(), field + ".stickyBy");
  }

  private Stickiness sticky(Split.@Nullable StickyBy by, String field) {
    int given =
        by == null
            ? 0
            : (by.cookie() == null ? 0 : 1)
                + (by.header() == null ? 0 : 1)
                + (by.clientIP() == null ? 0 : 1);
    if (by == null || given != 1) {
      invalid(field, "gives " + given + " of cookie, header and clientIP; give exactly one");
      return Stickiness.NONE;
    }
    if (by.cookie() != null) {
      return cookie(by.cookie(), field + ".cookie");
    }
    if (by.header() != null) {
      String name = token(by.header(), field + ".header", "header");
      return new Stickiness.ByHeader(name.toLowerCase(Locale.ROOT));
    }
    if (!Boolean.TRUE.equals(by.clientIP())) {
      invalid(field + ".clientIP", "is false, which says nothing; write true or remove it");
    }
    return new Stickiness.ByClientAddress();
  }

  private Stickiness cookie(Split.Cookie cookie, String field) {
    String name = token(Objects.requireNonNullElse(cookie.name(), ""), field + ".name", "cookie");
    String ttl = Objects.requireNonNullElse(cookie.ttl(), DEFAULT_TTL);
    Optional<Duration> duration = Durations.parse(ttl);
    if (duration.isEmpty()
        || duration.get().compareTo(SHORTEST) < 0
        || duration.get().compareTo(LONGEST) > 0) {
      diagnostics.error(
          RouteReason.INVALID_DURATION,
          field + ".ttl",
          PlainText.quote(ttl) + " is no time from 1s to 8760h; " + Durations.CURE);
    }
    return new Stickiness.ByCookie(name, duration.orElse(SHORTEST).toSeconds());
  }

  private String token(String name, String field, String what) {
    if (!HttpToken.matches(name)) {
      invalid(
          field,
          PlainText.quote(name) + " is no " + what + " name; use letters, digits and hyphens");
    }
    return name;
  }

  private void invalid(String field, String message) {
    diagnostics.error(RouteReason.INVALID_SPLIT, field, message);
  }
}
