package dev.sluice.dataplane.hardening;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Spellings of a path that a careless reader could take for it, and how such a reader reads. */
public final class TargetForms {
  private static final List<String> PREFIXES =
      List.of(
          "",
          "/",
          "//",
          "/.",
          "/./",
          "/x/..",
          "/x/../..",
          "/x/y/../..",
          "/x/./..",
          "/x//..",
          "/..",
          "/...",
          "/;",
          "/;a=b",
          "/x/..;",
          "/..;a",
          "/x;y/..",
          "/%2e",
          "/%2E",
          "/x/%2e%2e",
          "/x/.%2e",
          "/x/%2e.",
          "/x/%2E%2e",
          "/%2f",
          "/x%2f..",
          "/x%2f..%2f",
          "/x/..%2f",
          "/%5c",
          "\\",
          "/x/..%5c",
          "/x\\..\\",
          "/x\\..",
          "/%252e%252e",
          "/x/%252e%252e",
          "/%c0%ae%c0%ae",
          "/x/%c0%ae%c0%ae",
          "/%e0%80%ae",
          "/%c0%af",
          "/x%c0%af..",
          "/%00",
          "/%0a",
          "/%0d%0a",
          "/%09",
          "/%20",
          "/%7f",
          "/x/%u002e%u002e",
          "/x/..%00",
          "/x/..%09",
          "/x/%ef%bc%8e%ef%bc%8e",
          "http://a.test",
          "http://a.test/x/..",
          "HTTP://A.TEST",
          "http://a.test/",
          "http://a.test/.",
          "http://a.test:80",
          "http:/",
          "http:",
          "https://a.test",
          "ftp://a.test",
          "http://b.test",
          "http://a.test@b.test",
          "http://b.test@a.test",
          "http://a.test/..",
          "http://a.test\\",
          "http://a.test?",
          "http://a.test#",
          "//a.test",
          "///a.test/..",
          "a.test",
          "*",
          "x",
          "?",
          "#");

  private static final List<String> SUFFIXES =
      List.of(
          "%00",
          "%0a", "%20", ".", "%2e", "..", ";x", "%3bx", ";/..", "%2f", "%5c", "\\", "/", "//", "/.",
          "/./x", "/x/..", "/x", "%", "%zz", "%6", "?x", "#x", "?../x", "%3f", "%23", "&x", "%26",
          "|", "^", "`", "<", "\"", "{", "'", "~", "@", ":", ",x", "$", "!", "(x)", "*", "+", "=",
          "[x]");

  private TargetForms() {}

  /**
   * @param name of the first segment, in lower case
   */
  public static List<String> of(String name) {
    Set<String> targets = new LinkedHashSet<>();
    for (String prefix : PREFIXES) {
      for (String each : names(name)) {
        targets.add(prefix + "/" + each);
        targets.add(prefix + each);
      }
    }
    return List.copyOf(targets);
  }

  private static List<String> names(String name) {
    String first = name.substring(0, 1);
    String rest = name.substring(1);
    String last = name.substring(name.length() - 1);
    String start = name.substring(0, name.length() - 1);
    String hex = Integer.toHexString(first.charAt(0));
    List<String> names = new ArrayList<>();
    names.add(name);
    names.add("%" + hex + rest);
    names.add(encoded(name));
    names.add(first + "%" + Integer.toHexString(rest.charAt(0)) + rest.substring(1));
    names.add(start + "%" + Integer.toHexString(last.charAt(0)).toUpperCase(Locale.ROOT));
    names.add(first.toUpperCase(Locale.ROOT) + rest);
    names.add(name.toUpperCase(Locale.ROOT));
    names.add("%" + Integer.toHexString(first.toUpperCase(Locale.ROOT).charAt(0)) + rest);
    names.add("%25" + hex + rest);
    names.add("\u0430" + rest);
    names.add("%c1%a1" + rest);
    names.add(first + "\t" + rest);
    names.add(first + " " + rest);
    for (String suffix : SUFFIXES) {
      names.add(name + suffix);
    }
    return names;
  }

  private static String encoded(String name) {
    StringBuilder all = new StringBuilder();
    for (char c : name.toCharArray()) {
      all.append('%').append(Integer.toHexString(c));
    }
    return all.toString();
  }

  /** As a reader who trusts everything would. */
  public static String careless(String target) {
    String path = target;
    int authority = path.indexOf("://");
    if (authority > 0) {
      int slash = path.indexOf('/', authority + 3);
      path = slash < 0 ? "/" : path.substring(slash);
    }
    path = path.replaceAll("[?#].*", "");
    for (int round = 0; round < 2; round++) {
      path = decode(path);
    }
    path = path.replace('\\', '/').replaceAll(";[^/]*", "").replaceAll("[\\x00-\\x20]", "");
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        if (!segments.isEmpty()) {
          segments.removeLast();
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    return "/" + String.join("/", segments);
  }

  private static String decode(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%' && text.length() >= i + 3) {
        String digits = text.substring(i + 1, i + 3);
        if (digits.matches("[0-9a-fA-F]{2}")) {
          out.append((char) Integer.parseInt(digits, 16));
          i += 2;
          continue;
        }
      }
      out.append(text.charAt(i));
    }
    return out.toString();
  }
}
