package dev.sluice.dataplane.handler;

import io.undertow.util.HeaderValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hops that a forwarding header names, read from the right and never further than needed. */
final class ForwardedChain {
  /** More proxies than anyone has; the rest of a hostile header is not looked at. */
  private static final int MAX_HOPS = 32;

  private ForwardedChain() {}

  /** The last first. */
  static List<String> fromTheRight(@Nullable HeaderValues header, boolean rfc7239) {
    List<String> hops = new ArrayList<>();
    if (header == null) {
      return hops;
    }
    for (int line = header.size() - 1; line >= 0; line--) {
      String value = header.get(line);
      int to = value.length();
      while (to >= 0 && hops.size() < MAX_HOPS) {
        int comma = value.lastIndexOf(',', to - 1);
        String entry = value.substring(comma + 1, to).strip();
        hops.add(rfc7239 ? node(entry) : entry);
        to = comma;
      }
    }
    return hops;
  }

  /** The {@code for} parameter of one element (RFC 7239 section 4), or something unreadable. */
  private static String node(String element) {
    for (String pair : element.split(";", -1)) {
      String text = pair.strip();
      if (text.regionMatches(true, 0, "for=", 0, 4)) {
        String node = text.substring(4);
        boolean quoted = node.length() >= 2 && node.startsWith("\"") && node.endsWith("\"");
        return quoted ? node.substring(1, node.length() - 1) : node;
      }
    }
    return "";
  }
}
