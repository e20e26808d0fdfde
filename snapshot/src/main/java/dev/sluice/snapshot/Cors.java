package dev.sluice.snapshot;

import java.util.List;

/** Which pages of other origins may read answers (Fetch standard, section 3.2). */
public sealed interface Cors {
  Cors OFF = new Off();

  /** The gateway adds and removes nothing: the backend speaks for itself. */
  record Off() implements Cors {
    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * @param allowOrigins patterns of origins, as {@code OriginPattern} of the matching module reads
   *     them
   * @param allowMethods for preflights
   * @param allowHeaders in lower case, for preflights
   * @param exposeHeaders as they are written
   * @param allowCredentials whether cookies and such may come along
   * @param maxAgeSeconds for so long a browser may remember a preflight
   */
  record On(
      List<String> allowOrigins,
      List<String> allowMethods,
      List<String> allowHeaders,
      List<String> exposeHeaders,
      boolean allowCredentials,
      long maxAgeSeconds)
      implements Cors {
    public On {
      allowOrigins = List.copyOf(allowOrigins);
      allowMethods = List.copyOf(allowMethods);
      allowHeaders = List.copyOf(allowHeaders);
      exposeHeaders = List.copyOf(exposeHeaders);
    }

    @Override
    public String toString() {
      return String.join(" ", allowOrigins)
          + ", methods "
          + String.join(" ", allowMethods)
          + (allowHeaders.isEmpty() ? "" : ", headers " + String.join(" ", allowHeaders))
          + (exposeHeaders.isEmpty() ? "" : ", exposes " + String.join(" ", exposeHeaders))
          + (allowCredentials ? ", with credentials" : "")
          + ", for "
          + maxAgeSeconds
          + "s";
    }
  }
}
