package dev.sluice.cli.diff;

import dev.sluice.snapshot.Authentication;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of an effective value let more through than before. A policy that is new joins by a
 * line here: the first that knows the name judges it.
 */
final class Weakenings {
  /**
   * How one group of values is judged.
   *
   * @param prefix of their names
   * @param judge the value before and now, {@link #NOTHING} where there is none; says why it is
   *     weaker, or null
   */
  private record Judge(String prefix, BiFunction<String, String, @Nullable String> judge) {}

  private static final String NOTHING = "none";
  private static final String PUBLIC = Authentication.PUBLIC.toString();
  private static final String CLOSED = Authentication.CLOSED.toString();
  private static final String OPTIONAL = ", or nobody";
  private static final Set<String> UNLIMITED = Set.of("", "unlimited", "all");
  private static final String BYTES = " bytes";
  private static final String METHODS = ", methods ";
  private static final String WITH_CREDENTIALS = ", with credentials";
  private static final String LEFT = "left to the backend";

  private static final List<Judge> JUDGES =
      List.of(
          new Judge("limits.", Weakenings::largerLimit),
          new Judge("timeouts.", Weakenings::removedTimeout),
          new Judge("ipAccess", Weakenings::removedAddresses),
          new Judge("authorization", Weakenings::removedAuthorization),
          new Judge("auth", Weakenings::easierAuthentication),
          new Judge("cors", Weakenings::moreReaders),
          new Judge("securityHeaders", Weakenings::removedHeader));

  private Weakenings() {}

  static Optional<String> of(String name, @Nullable String before, @Nullable String now) {
    return JUDGES.stream()
        .filter(judge -> name.startsWith(judge.prefix()))
        .findFirst()
        .map(judge -> judge.judge().apply(orNothing(before), orNothing(now)));
  }

  private static String orNothing(@Nullable String value) {
    return value == null || UNLIMITED.contains(value) ? NOTHING : value;
  }

  private static @Nullable String removedAuthorization(String before, String now) {
    return !before.equals(NOTHING) && now.equals(NOTHING) ? "whoever is known may pass" : null;
  }

  private static @Nullable String easierAuthentication(String before, String now) {
    if (before.equals(NOTHING) || before.equals(PUBLIC)) {
      return null;
    }
    if (now.equals(NOTHING) || now.equals(PUBLIC)) {
      return "nobody is asked for a credential any more";
    }
    if (before.equals(CLOSED) || now.equals(CLOSED)) {
      return now.equals(CLOSED) ? null : "a rule that let nobody pass lets clients pass";
    }
    if (now.endsWith(OPTIONAL) && !before.endsWith(OPTIONAL)) {
      return "who shows no credential may pass";
    }
    return providers(before).containsAll(providers(now))
        ? null
        : "credentials of more providers count";
  }

  private static List<String> providers(String text) {
    return List.of(text.replace(OPTIONAL, "").split(", ", -1));
  }

  private static @Nullable String largerLimit(String before, String now) {
    if (before.equals(NOTHING)) {
      return null;
    }
    if (now.equals(NOTHING)) {
      return "a limit is removed";
    }
    try {
      return number(now) > number(before) ? "a limit is raised" : null;
    } catch (NumberFormatException e) {
      // A list of what is allowed.
      List<String> allowed = List.of(before.split(", ", -1));
      return allowed.containsAll(List.of(now.split(", ", -1))) ? null : "more is allowed";
    }
  }

  private static long number(String value) {
    return Long.parseLong(
        value.endsWith(BYTES) ? value.substring(0, value.length() - BYTES.length()) : value);
  }

  private static @Nullable String removedAddresses(String before, String now) {
    return now.equals(NOTHING) && !before.equals(NOTHING)
        ? "clients of all addresses may pass"
        : null;
  }

  /**
   * The values begin with the origins; see {@code Cors.On}. A single field of an override is none
   * of them: what it opens is told of the traffic that it opens it for.
   */
  private static @Nullable String moreReaders(String before, String now) {
    if (!isPolicy(before) || !isPolicy(now)) {
      return null;
    }
    if (now.contains(WITH_CREDENTIALS) && !before.contains(WITH_CREDENTIALS)) {
      return "pages of other origins may read what belongs to the user";
    }
    List<String> readers = origins(before);
    return readers.containsAll(origins(now)) || readers.contains("*")
        ? null
        : "pages of more origins may read answers";
  }

  private static boolean isPolicy(String value) {
    return value.equals(NOTHING) || value.contains(METHODS);
  }

  private static List<String> origins(String value) {
    return value.equals(NOTHING)
        ? List.of()
        : List.of(value.substring(0, value.indexOf(METHODS)).split(" ", -1));
  }

  private static @Nullable String removedHeader(String before, String now) {
    return isSet(before) && !isSet(now) ? "a security header is not set any more" : null;
  }

  private static boolean isSet(String value) {
    return !value.equals(NOTHING) && !value.equals(LEFT) && !value.equals("Disabled");
  }

  private static @Nullable String removedTimeout(String before, String now) {
    return now.equals(NOTHING) && !before.equals(NOTHING) ? "a time limit is removed" : null;
  }
}
