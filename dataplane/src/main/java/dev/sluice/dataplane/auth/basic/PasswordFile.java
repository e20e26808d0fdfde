package dev.sluice.dataplane.auth.basic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Users and the hashes of their passwords. */
final class PasswordFile {
  private final Map<String, StoredHash> users = new HashMap<>();
  private final List<StoredHash> inOrder = new ArrayList<>();

  /**
   * @param lines {@code user:hash}, each readable
   * @throws IllegalArgumentException if one is not
   */
  PasswordFile(String lines) {
    for (String line : lines.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new IllegalArgumentException("a line of a password file names no user");
      }
      StoredHash hash = StoredHash.of(line.substring(colon + 1));
      users.put(line.substring(0, colon), hash);
      inOrder.add(hash);
    }
  }

  Iterable<String> users() {
    return users.keySet();
  }

  boolean isEmpty() {
    return users.isEmpty();
  }

  /** The hash of a user; null if there is no such user. */
  @Nullable StoredHash of(String user) {
    return users.get(user);
  }

  /**
   * A hash to compute in place of that of a user who does not exist, so that an answer takes as
   * long as for some user who does, and always the same for the same name.
   *
   * @param at any number
   */
  StoredHash standIn(long at) {
    return inOrder.get((int) Long.remainderUnsigned(at, inOrder.size()));
  }

  @Override
  public String toString() {
    return "PasswordFile[" + users.size() + " users]";
  }
}
