package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.exchange.HeldCookie;
import dev.sluice.dataplane.reply.AnswerField;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of one provider. A session stands in as many as it needs, for browsers take none that
 * is larger than 4 KiB; each login under way has one of its own, so that several tabs do not get in
 * each other's way.
 */
final class Jar {
  private static final List<String> PREFIXES = List.of("__Host-", "__Secure-");
  private static final String LOGIN = ".l-";
  private static final String ROUNDS = ".r";

  /** Of a value; with its name and attributes it stays under 4,096 bytes. */
  private static final int CHUNK = 3_600;

  /** Browsers keep few cookies of a host, and servers take heads of a bounded size. */
  private static final int MOST_CHUNKS = 5;

  private static final char COUNTED = '~';

  private final String secureName;
  private final String plainName;
  private final String session;

  /**
   * @param name over TLS; without it browsers refuse those that promise it
   */
  Jar(String name, boolean strict) {
    secureName = name;
    plainName = plain(name);
    session = strict ? "Strict" : "Lax";
  }

  /** As it is called where there is no TLS. */
  private static String plain(String name) {
    return PREFIXES.stream()
        .filter(name::startsWith)
        .findFirst()
        .map(prefix -> name.substring(prefix.length()))
        .orElse(name);
  }

  /** All that its cookies' names begin with. */
  static List<String> names(String name) {
    return List.of(name, plain(name));
  }

  private String name(Browser browser) {
    return browser.secure() ? secureName : plainName;
  }

  /** The sealed session; empty if its cookies do not make one, null if there is none. */
  @Nullable String session(Browser browser) {
    String name = name(browser);
    String first = value(browser, name);
    if (first == null) {
      return null;
    }
    int chunks = first.length() > 2 && first.charAt(1) == COUNTED ? first.charAt(0) - '0' : 0;
    if (chunks == 1) {
      return first.substring(2);
    }
    if (chunks < 1 || chunks > MOST_CHUNKS) {
      return "";
    }
    StringBuilder whole = new StringBuilder(chunks * CHUNK).append(first, 2, first.length());
    for (int i = 1; i < chunks; i++) {
      String next = value(browser, name + "." + i);
      if (next == null || next.length() > CHUNK) {
        return "";
      }
      whole.append(next);
    }
    return whole.toString();
  }

  /** Empty if there are two of that name, or it is none of ours: nobody can tell whose it is. */
  private static @Nullable String value(Browser browser, String name) {
    String found = null;
    for (HeldCookie cookie : browser.cookies()) {
      if (cookie.name().equals(name)) {
        if (found != null) {
          return "";
        }
        found = sealed(cookie);
      }
    }
    return found;
  }

  /** What was written into a cookie; empty if that was not here. */
  static String sealed(HeldCookie cookie) {
    return cookie.value().startsWith(HeldCookie.MARK)
        ? cookie.value().substring(HeldCookie.MARK.length())
        : "";
  }

  /**
   * @param seconds that browsers keep it
   * @throws LoginRefused if it is too large for cookies
   */
  List<AnswerField> writeSession(Browser browser, String sealed, long seconds) throws LoginRefused {
    int chunks = Math.ceilDiv(sealed.length() + 2, CHUNK);
    if (chunks > MOST_CHUNKS) {
      throw LoginRefused.atPresent(
          "the session does not fit into cookies; have the issuer write fewer claims and shorter"
              + " tokens");
    }
    String counted = "" + chunks + COUNTED + sealed;
    String name = name(browser);
    List<AnswerField> fields = new ArrayList<>();
    for (int i = 0; i < chunks; i++) {
      String chunk = counted.substring(i * CHUNK, Math.min(counted.length(), (i + 1) * CHUNK));
      fields.add(field(browser, i == 0 ? name : name + "." + i, chunk, seconds, session));
    }
    for (int i = chunks; i < MOST_CHUNKS; i++) {
      String surplus = name + "." + i;
      if (value(browser, surplus) != null) {
        fields.add(removal(browser, surplus));
      }
    }
    return fields;
  }

  /** The sealed login of a state; empty if nobody can tell, null if there is none. */
  @Nullable String login(Browser browser, String state) {
    return value(browser, name(browser) + LOGIN + Login.id(state));
  }

  /** The sealed logins under way in this browser. */
  List<HeldCookie> logins(Browser browser) {
    String prefix = name(browser) + LOGIN;
    return browser.cookies().stream().filter(each -> each.name().startsWith(prefix)).toList();
  }

  /** Comes back from another site, whatever sessions may. */
  AnswerField writeLogin(Browser browser, String state, String sealed) {
    return field(
        browser, name(browser) + LOGIN + Login.id(state), sealed, Login.LONGEST_SECONDS, "Lax");
  }

  AnswerField removeLogin(Browser browser, String state) {
    return removal(browser, name(browser) + LOGIN + Login.id(state));
  }

  /** How often somebody came back from the issuer lately. */
  @Nullable String rounds(Browser browser) {
    return value(browser, name(browser) + ROUNDS);
  }

  AnswerField writeRounds(Browser browser, String sealed, long seconds) {
    return field(browser, name(browser) + ROUNDS, sealed, seconds, "Lax");
  }

  AnswerField removal(Browser browser, String name) {
    return field(browser, name, "", 0, "Lax");
  }

  /** The session alone. */
  List<AnswerField> removeSession(Browser browser) {
    String name = name(browser);
    return remove(
        browser,
        each ->
            each.equals(name)
                || each.length() == name.length() + 2
                    && each.startsWith(name + ".")
                    && Character.isDigit(each.charAt(name.length() + 1)));
  }

  /** All that it ever set. */
  List<AnswerField> removeAll(Browser browser) {
    String name = name(browser);
    return remove(browser, each -> each.equals(name) || each.startsWith(name + "."));
  }

  private List<AnswerField> remove(Browser browser, Predicate<String> which) {
    return browser.cookies().stream()
        .map(HeldCookie::name)
        .filter(which)
        .filter(HttpNames::isToken)
        .distinct()
        .map(each -> removal(browser, each))
        .toList();
  }

  private static AnswerField field(
      Browser browser, String name, String value, long seconds, String sameSite) {
    return new AnswerField(
        Headers.SET_COOKIE,
        name
            + "="
            + (value.isEmpty() ? "" : HeldCookie.MARK + value)
            + "; Path=/; Max-Age="
            + seconds
            + "; HttpOnly; SameSite="
            + sameSite
            + (browser.secure() ? "; Secure" : ""));
  }
}
