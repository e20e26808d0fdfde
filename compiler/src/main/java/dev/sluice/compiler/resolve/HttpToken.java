package dev.sluice.compiler.resolve;

/** RFC 9110 section 5.6.2: what methods and field names are made of. */
final class HttpToken {
  private static final String SYMBOLS = "!#$%&'*+-.^_`|~";

  private HttpToken() {}

  static boolean matches(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || SYMBOLS.indexOf(c) >= 0);
  }
}
