package dev.sluice.snapshot;

import java.util.Optional;

/**
 * A header of answers that makes browsers careful, with its value in each preset. The reasons for
 * the values stand in {@code docs/access/security-headers.md}.
 */
public enum SecurityHeader {
  HSTS(
      "hsts",
      "Strict-Transport-Security",
      "max-age=31536000",
      "max-age=63072000; includeSubDomains"),
  CONTENT_SECURITY_POLICY(
      "contentSecurityPolicy",
      "Content-Security-Policy",
      "",
      "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
          + " object-src 'none'"),
  CONTENT_TYPE_OPTIONS("contentTypeOptions", "X-Content-Type-Options", "nosniff", "nosniff"),
  FRAME_OPTIONS("frameOptions", "X-Frame-Options", "SAMEORIGIN", "DENY"),
  REFERRER_POLICY(
      "referrerPolicy", "Referrer-Policy", "strict-origin-when-cross-origin", "no-referrer"),
  PERMISSIONS_POLICY(
      "permissionsPolicy",
      "Permissions-Policy",
      "",
      "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
          + " magnetometer=(), microphone=(), midi=(), payment=(), usb=()"),
  /** Not a header to be sent, but those that tell what the backend is made of. */
  SERVER_HEADERS("serverHeaders", "", "Hide", "Hide");

  private final String field;
  private final String header;
  private final String basic;
  private final String strict;

  SecurityHeader(String field, String header, String basic, String strict) {
    this.field = field;
    this.header = header;
    this.basic = basic;
    this.strict = strict;
  }

  /** Below {@code securityHeaders}. */
  public String field() {
    return field;
  }

  /** Its name on the wire; empty if it has none. */
  public String header() {
    return header;
  }

  /** Its value there; empty if the preset leaves it to the backend. */
  public Optional<String> in(SecurityPreset preset) {
    String value =
        switch (preset) {
          case DISABLED -> "";
          case BASIC -> basic;
          case STRICT -> strict;
        };
    return Optional.of(value).filter(each -> !each.isEmpty());
  }
}
