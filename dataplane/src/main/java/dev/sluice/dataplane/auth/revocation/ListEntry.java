package dev.sluice.dataplane.auth.revocation;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the list, as its stream in Redis holds it.
 *
 * @param before seconds since the epoch: tokens issued then or earlier are meant; for one token
 *     {@link Long#MAX_VALUE}
 * @param untilMillis when it has no meaning any more, since the epoch
 * @param restored whether it takes back what an earlier one said
 */
record ListEntry(Fingerprint name, long before, long untilMillis, boolean restored) {
  /** Of entries that do not say when the tokens end. */
  static final Duration USUAL_LIFE = Duration.ofDays(30);

  /** So much longer an entry is kept: clocks differ, and providers let tokens live on a little. */
  private static final Duration LONGER = Duration.ofMinutes(10);

  private static final int LONGEST = 4_096;

  /**
   * @param id milliseconds of Redis' clock, a hyphen and a number
   * @param fields names and values in turn
   * @return nothing if it is no such entry
   */
  static Optional<ListEntry> read(String id, List<?> fields) {
    Map<String, String> members = new HashMap<>();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      members.put(String.valueOf(fields.get(i)), String.valueOf(fields.get(i + 1)));
    }
    try {
      long written = Long.parseLong(id.substring(0, id.indexOf('-')));
      long until =
          members.containsKey("until")
              ? Math.multiplyExact(seconds(members.get("until")), 1_000L)
              : written + USUAL_LIFE.toMillis();
      boolean restored = "1".equals(members.get("restore"));
      long before =
          members.containsKey("before") ? seconds(members.get("before")) : written / 1_000;
      return name(members)
          .map(
              name ->
                  new ListEntry(
                      name,
                      members.containsKey("subject") ? before : Long.MAX_VALUE,
                      Math.addExact(until, LONGER.toMillis()),
                      restored));
    } catch (NumberFormatException | ArithmeticException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** What both say together, this one first. */
  ListEntry andThen(ListEntry later) {
    return restored || later.restored
        ? later
        : new ListEntry(
            name, Math.max(before, later.before), Math.max(untilMillis, later.untilMillis), false);
  }

  private static Optional<Fingerprint> name(Map<String, String> members) {
    String issuer = members.get("issuer");
    String token = members.get("jti");
    String subject = members.get("subject");
    String hash = members.get("hash");
    int names = (token == null ? 0 : 1) + (subject == null ? 0 : 1) + (hash == null ? 0 : 1);
    if (names != 1 || members.values().stream().anyMatch(value -> value.length() > LONGEST)) {
      return Optional.empty();
    }
    if (hash != null) {
      return hash.matches("[0-9A-Fa-f]{64}")
          ? Optional.of(Fingerprint.ofHash(hash))
          : Optional.empty();
    }
    if (issuer == null || issuer.isEmpty()) {
      return Optional.empty();
    }
    return token != null
        ? Optional.of(Fingerprint.ofToken(issuer, token))
        : Optional.ofNullable(subject).map(each -> Fingerprint.ofSubject(issuer, each));
  }

  private static long seconds(@Nullable String written) {
    long seconds = Long.parseLong(String.valueOf(written));
    if (seconds < 0) {
      throw new NumberFormatException("before the epoch");
    }
    return seconds;
  }
}
