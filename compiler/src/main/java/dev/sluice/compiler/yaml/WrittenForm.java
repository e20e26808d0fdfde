package dev.sluice.compiler.yaml;

import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What the patterns of the schemas ask for, in words: nobody should have to read a regular
 * expression to mend a word. The API server has no words for it and shows the pattern.
 */
final class WrittenForm {
  private static final String DURATION = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";
  private static final Pattern OF_DAYS = Pattern.compile("[0-9]+ ?[dw]");
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry(DURATION, "is no duration; write one such as 15s, 250ms or 1h30m"),
          Map.entry(
              "^(p[5-9][0-9]|([0-9]{1,5}(h|m|s|ms)){1,4})$",
              "is no time to wait for; write a duration such as 50ms, or p50 to p99 for later than"
                  + " so many percent of the answers"),
          Map.entry(
              "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
              "is no name; write lower-case letters, digits and -, with a letter or digit at both"
                  + " ends"),
          Map.entry(
              "^(\\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)$",
              "is no name; write * for all, or lower-case letters, digits and -, with a letter or"
                  + " digit at both ends"),
          Map.entry(
              "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
              "is no name; write lower-case letters, digits, - and ., with a letter or digit at both"
                  + " ends"),
          Map.entry(
              "^[A-Za-z0-9!#$%&'*+\\-.^_`|~]+$",
              "is no token of HTTP; write letters, digits and -, without spaces"),
          Map.entry(
              "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$",
              "is no reason; write one word such as NotReady"),
          Map.entry(
              "^[A-Za-z0-9!#$&^_.+-]+/([A-Za-z0-9!#$&^_.+-]+|\\*)$",
              "is no media type; write one such as application/json, or image/* for all images"),
          Map.entry(
              "^[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*$",
              "is no host name; write one such as shop.example.com, without port and wildcard"),
          Map.entry(
              "^(\\*|(\\*\\.)?[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*\\.?)$",
              "is no host; write one such as shop.example.com, *.example.com for all below it, or *"),
          Map.entry(
              "^[A-Za-z0-9_]([-A-Za-z0-9_]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([-A-Za-z0-9_]*[A-Za-z0-9_])?)*\\.?$",
              "is no host name; write one in full such as api.partner.example, without port and"
                  + " wildcard"),
          Map.entry(
              "^[A-Za-z0-9_.:-]+$",
              "is no host name; give the one that the backend's certificate is for, without"
                  + " wildcard"),
          Map.entry(
              "^[-._a-zA-Z0-9]+$",
              "is no key of a Secret or ConfigMap; write letters, digits and - . _"),
          Map.entry(
              "^[-A-Za-z0-9._~]+$",
              "cannot be written in a query as it is; use letters, digits and - . _ ~"),
          Map.entry(
              "^[A-Za-z0-9._/-]+$",
              "is no name of a gRPC service; write it as in the .proto file, such as shop.v1.Orders"),
          Map.entry("^/.*$", "is no path; write one that begins with /"),
          Map.entry("^(/.*)?$", "is no path; write one that begins with /, or nothing"),
          Map.entry(
              "^/[!-\"$-~]*$",
              "cannot be asked for; write a path of visible ASCII that begins with /, without #"),
          Map.entry(
              "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2}))?$",
              "is no date; write one such as 2026-06-30 or 2026-06-30T12:00:00Z"),
          Map.entry(
              "^https?://[^/?#@\\s]+(/[^?#\\s]*)?$",
              "is no URL of a token endpoint; write one such as https://idp.example.com/oauth2/token,"
                  + " without user, query and fragment"),
          Map.entry(
              "^https?://[^/?#@\\s]+(/[^#\\s]*)?$",
              "is no URL; write one such as https://idp.example.com/path, without user and fragment"),
          Map.entry(
              "^[ !#-\\[\\]-~]+$",
              "cannot stand in a quoted text; write visible ASCII and spaces, without \" and \\"),
          Map.entry(
              "^[!#$%&'()*+,\\-./0-9:;=?@A-Z\\[\\]_a-z~]+$",
              "is no URI; write one such as https://docs.example.com/v2"));

  private WrittenForm() {}

  /** The words behind a text that does not match, with the cure. */
  static String wrong(String pattern, String text) {
    if (isDuration(pattern) && OF_DAYS.matcher(text).matches()) {
      return "is no duration: the longest unit is the hour; write 24h for a day";
    }
    return Objects.requireNonNullElse(WORDS.get(pattern), "does not have the form " + pattern);
  }

  static boolean isDuration(String pattern) {
    return pattern.equals(DURATION);
  }

  /** Whether there are words for it. */
  static boolean knows(String pattern) {
    return WORDS.containsKey(pattern);
  }
}
