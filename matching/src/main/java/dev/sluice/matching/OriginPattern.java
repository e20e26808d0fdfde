package dev.sluice.matching;

/** Which origins (those of web pages) are meant, as a user writes it. */
public sealed interface OriginPattern {
  /** What stands in front of a regular expression. */
  String REGEX = "regex:";

  /** Pages without an origin of their own send this; it stands for itself alone. */
  String NONE = "null";

  /** {@code *}. */
  record Any() implements OriginPattern {
    @Override
    public boolean matches(String origin) {
      return true;
    }

    @Override
    public String toString() {
      return "*";
    }
  }

  /** One origin. */
  record Exact(String origin) implements OriginPattern {
    @Override
    public boolean matches(String other) {
      return origin.equals(other);
    }

    @Override
    public String toString() {
      return origin;
    }
  }

  /**
   * {@code https://*.example.com}: names of one label or more below that name, and not the name
   * itself.
   *
   * @param before scheme, to the slashes
   * @param after from the dot behind the wildcard, with the port
   */
  record Below(String before, String after) implements OriginPattern {
    @Override
    public boolean matches(String origin) {
      return origin.length() > before.length() + after.length()
          && origin.startsWith(before)
          && origin.endsWith(after);
    }

    @Override
    public String toString() {
      return before + "*" + after;
    }
  }

  /** Matches the whole origin or not at all, whether it has anchors or none. */
  record Expression(Regex regex) implements OriginPattern {
    @Override
    public boolean matches(String origin) {
      return regex.matches(origin);
    }

    @Override
    public String toString() {
      return REGEX + regex;
    }
  }

  /**
   * @param origin which is one; of others the answer means nothing
   */
  boolean matches(String origin);

  /** Whether it takes pages of just any site, however it is written. */
  default boolean isOpen() {
    // A name that nobody has: who lists real sites does not list it.
    return matches("https://x7q2nz0k4w.invalid") || matches("http://x7q2nz0k4w.invalid");
  }

  /** A pattern as a user wrote it: usable or not. */
  sealed interface Parsed {
    record Valid(OriginPattern pattern) implements Parsed {}

    /**
     * @param cause to be read after the pattern, with the cure
     */
    record Invalid(String cause) implements Parsed {}
  }

  static Parsed parse(String text) {
    if (text.equals("*")) {
      return new Parsed.Valid(new Any());
    }
    if (text.startsWith(REGEX)) {
      return switch (Regex.parse(text.substring(REGEX.length()))) {
        case Regex.Parsed.Valid(Regex regex) -> new Parsed.Valid(new Expression(regex));
        case Regex.Parsed.Invalid(String cause) -> new Parsed.Invalid(cause);
      };
    }
    int wildcard = text.indexOf("://*.");
    if (wildcard >= 0) {
      return below(text, wildcard + 3);
    }
    String cause = text.equals(NONE) ? null : WebOrigin.whyNot(text);
    return cause == null ? new Parsed.Valid(new Exact(text)) : new Parsed.Invalid(cause);
  }

  private static Parsed below(String text, int star) {
    String name = text.substring(0, star) + text.substring(star + 2);
    String cause = WebOrigin.whyNot(name);
    if (cause != null) {
      return new Parsed.Invalid(cause);
    }
    int colon = name.indexOf(':', star);
    boolean address =
        name.startsWith("[", star)
            || IpAddress.parse(name.substring(star, colon < 0 ? name.length() : colon)).isPresent();
    return address
        ? new Parsed.Invalid("has a wildcard before an address; name the origins one by one")
        : new Parsed.Valid(new Below(text.substring(0, star), text.substring(star + 1)));
  }
}
