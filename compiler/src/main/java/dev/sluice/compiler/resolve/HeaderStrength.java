package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.HeaderChoice;
import dev.sluice.snapshot.SecurityHeader;
import dev.sluice.snapshot.SecurityPreset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether what a route chooses for a header asks at least as much of browsers as the preset of an
 * override does. Where nobody can tell it does not: two content security policies, say, forbid
 * different things.
 */
final class HeaderStrength {
  /** The less a page tells others, the further behind. */
  private static final List<String> REFERRER_POLICIES =
      List.of("strict-origin-when-cross-origin", "strict-origin", "same-origin", "no-referrer");

  private HeaderStrength() {}

  static boolean suffices(SecurityHeader header, HeaderChoice choice, SecurityPreset least) {
    Optional<String> floor = header.in(least);
    return floor.isEmpty()
        || switch (choice) {
          case HeaderChoice.Left left -> false;
          case HeaderChoice.Value(String value) ->
              value.equals(floor.get()) || isMore(header, value, floor.get());
        };
  }

  private static boolean isMore(SecurityHeader header, String value, String floor) {
    return switch (header) {
      case FRAME_OPTIONS -> value.equals("DENY");
      case HSTS ->
          age(value) >= age(floor) && (coversSubDomains(value) || !coversSubDomains(floor));
      case REFERRER_POLICY -> REFERRER_POLICIES.indexOf(value) > REFERRER_POLICIES.indexOf(floor);
      case CONTENT_SECURITY_POLICY, CONTENT_TYPE_OPTIONS, PERMISSIONS_POLICY, SERVER_HEADERS ->
          false;
    };
  }

  private static long age(String hsts) {
    for (String part : hsts.split(";", -1)) {
      String directive = part.strip().toLowerCase(Locale.ROOT);
      if (directive.startsWith("max-age=")) {
        return Long.parseLong(directive.substring("max-age=".length()).replace("\"", ""));
      }
    }
    return 0;
  }

  private static boolean coversSubDomains(String hsts) {
    for (String part : hsts.split(";", -1)) {
      if (part.strip().equalsIgnoreCase("includeSubDomains")) {
        return true;
      }
    }
    return false;
  }
}
