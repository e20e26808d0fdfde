package dev.sluice.compiler.secret;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file as Apache's {@code htpasswd} writes it. A line that cannot be used is left out and told by
 * its number; nothing of it is ever quoted.
 *
 * @param usable the other lines, without comments
 * @param faults what is wrong and how to mend it, beginning with the number of the line
 */
record PasswordLines(String usable, List<String> faults) {
  private static final int LONGEST_USER = 255;

  /** A file with one mistake a line is a wrong file. */
  private static final int MOST_FAULTS = 20;

  /** Sixteen times the work of {@code htpasswd -B -C 10}: about a second of one core. */
  private static final int MOST_EXPENSIVE_BCRYPT = 14;

  private static final int CHEAPEST_BCRYPT = 4;

  private static final int MOST_ROUNDS = 1_000_000;

  private static final Pattern BCRYPT =
      Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");
  private static final Pattern SHA_CRYPT =
      Pattern.compile(
          "\\$(?:5\\$(?:rounds=([0-9]{1,9})\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{43}"
              + "|6\\$(?:rounds=([0-9]{1,9})\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{86})");
  private static final Pattern APR1 =
      Pattern.compile("\\$apr1\\$[./A-Za-z0-9]{1,8}\\$[./A-Za-z0-9]{22}");
  private static final Pattern SHA1 = Pattern.compile("\\{SHA}[+/A-Za-z0-9]{27}=");

  PasswordLines {
    faults = List.copyOf(faults);
  }

  static PasswordLines read(String file) {
    StringBuilder usable = new StringBuilder();
    List<String> faults = new ArrayList<>();
    Set<String> users = new HashSet<>();
    int number = 0;
    int bad = 0;
    for (String written : file.lines().toList()) {
      number++;
      String line = written.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String fault = fault(line, users);
      if (fault.isEmpty()) {
        usable.append(line).append('\n');
      } else if (++bad <= MOST_FAULTS) {
        faults.add("line " + number + " " + fault);
      }
    }
    if (bad > MOST_FAULTS) {
      faults.add((bad - MOST_FAULTS) + " more lines cannot be used either");
    }
    return new PasswordLines(usable.toString(), faults);
  }

  private static String fault(String line, Set<String> users) {
    int colon = line.indexOf(':');
    if (colon <= 0) {
      return "has no user and colon before the hash; write it with `htpasswd -nB USER`";
    }
    String user = line.substring(0, colon);
    if (user.length() > LONGEST_USER || user.chars().anyMatch(Character::isISOControl)) {
      return "names a user with control characters or of more than "
          + LONGEST_USER
          + " characters; choose another name";
    }
    String fault = hashFault(line.substring(colon + 1));
    if (fault.isEmpty() && !users.add(user)) {
      return "names a user whom an earlier line names already, which counts; remove one";
    }
    return fault;
  }

  private static String hashFault(String hash) {
    Matcher bcrypt = BCRYPT.matcher(hash);
    if (bcrypt.matches()) {
      int cost = Integer.parseInt(bcrypt.group(1));
      return cost >= CHEAPEST_BCRYPT && cost <= MOST_EXPENSIVE_BCRYPT
          ? ""
          : "has a bcrypt cost outside "
              + CHEAPEST_BCRYPT
              + " to "
              + MOST_EXPENSIVE_BCRYPT
              + ", with which each guess would take seconds; make it with `htpasswd -nB -C 10 USER`";
    }
    Matcher sha = SHA_CRYPT.matcher(hash);
    if (sha.matches()) {
      String rounds = sha.group(1) == null ? sha.group(2) : sha.group(1);
      return rounds == null || Integer.parseInt(rounds) <= MOST_ROUNDS
          ? ""
          : "has more than " + MOST_ROUNDS + " rounds; make it with fewer";
    }
    return APR1.matcher(hash).matches() || SHA1.matcher(hash).matches()
        ? ""
        : "has no hash that is known here (bcrypt, apr1, SHA-256 and SHA-512 crypt, {SHA}); a"
            + " password as it is, and crypt(3) of DES, are refused: make it with `htpasswd -nB"
            + " USER`";
  }

  /** Without the content. */
  @Override
  public String toString() {
    return "PasswordLines" + faults;
  }
}
