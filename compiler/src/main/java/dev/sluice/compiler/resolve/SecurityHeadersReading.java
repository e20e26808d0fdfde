package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.resolve.PolicyReading.Kind;
import dev.sluice.snapshot.HeaderChoice;
import dev.sluice.snapshot.SecurityHeader;
import dev.sluice.snapshot.SecurityHeaders;
import dev.sluice.snapshot.SecurityPreset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Members of {@code securityHeaders} of a layer, each by itself. */
final class SecurityHeadersReading {
  private static final String DISABLED = "Disabled";

  /** Words of those who mean {@link #DISABLED}; none is a value of any of the headers. */
  private static final Set<String> OFF = Set.of("disabled", "disable", "off", "none", "false");

  private static final Pattern VISIBLE = Pattern.compile("[!-~]([ -~]*[!-~])?");
  private static final Pattern NONCE_IN_PLACE =
      Pattern.compile(Pattern.quote("'nonce-" + SecurityHeaders.NONCE + "'"));
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^}]*}?");
  private static final Pattern MAX_AGE = Pattern.compile("max-age=\"?([0-9]{1,10})\"?");
  private static final Pattern PERMISSION =
      Pattern.compile("[a-z][a-z0-9-]*=(\\*|self|\\([^()]*\\)|\"[^\"]*\")");

  private static final Set<String> REFERRER_POLICIES =
      Set.of(
          "no-referrer",
          "no-referrer-when-downgrade",
          "origin",
          "origin-when-cross-origin",
          "same-origin",
          "strict-origin",
          "strict-origin-when-cross-origin",
          "unsafe-url");

  /** Who is on the list of browsers stays there for long, so what they ask is asked here. */
  private static final long PRELOAD_AGE = 31_536_000;

  private SecurityHeadersReading() {}

  static PolicyReading<SecurityPreset> preset(List<String> written) {
    return new PolicyReading.Understood<>(
        Arrays.stream(SecurityPreset.values())
            .filter(each -> each.text().equals(written.getFirst()))
            .findFirst()
            .orElseThrow());
  }

  static PolicyReading<Optional<HeaderChoice>> header(SecurityHeader header, List<String> written) {
    String value = written.getFirst();
    if (value.equals(DISABLED)) {
      return new PolicyReading.Understood<>(Optional.of(HeaderChoice.LEFT));
    }
    String fault = fault(header, value);
    return fault == null
        ? new PolicyReading.Understood<>(Optional.of(new HeaderChoice.Value(value)))
        : PolicyReading.refused(Kind.OTHER, PlainText.quote(value) + " " + fault);
  }

  /** To be read after the value, with the cure. */
  private static @Nullable String fault(SecurityHeader header, String value) {
    if (OFF.contains(value.toLowerCase(Locale.ROOT))) {
      return "is no value of this header; write Disabled to leave it to the backend";
    }
    if (!VISIBLE.matcher(value).matches()) {
      return "has control characters, characters that are not ASCII, or white space around it;"
          + " remove them";
    }
    String rest =
        header == SecurityHeader.CONTENT_SECURITY_POLICY
            ? NONCE_IN_PLACE.matcher(value).replaceAll("")
            : value;
    Matcher variable = VARIABLE.matcher(rest);
    if (variable.find()) {
      return variable.group().equals(SecurityHeaders.NONCE)
          ? "has the nonce where browsers do not look for it; write 'nonce-${csp.nonce}', with the"
              + " quotes, in a list of sources of contentSecurityPolicy"
          : "has the variable "
              + variable.group()
              + ", which means nothing here; only ${csp.nonce} of contentSecurityPolicy does";
    }
    return switch (header) {
      case HSTS -> faultOfHsts(value);
      case CONTENT_SECURITY_POLICY -> null;
      case CONTENT_TYPE_OPTIONS -> oneOf(value, "nosniff");
      case FRAME_OPTIONS ->
          value.equals("DENY") || value.equals("SAMEORIGIN")
              ? null
              : "is neither DENY nor SAMEORIGIN, and browsers know nothing else; to let others"
                  + " frame the site, write Disabled and give frame-ancestors in"
                  + " contentSecurityPolicy";
      case REFERRER_POLICY -> faultOfReferrer(value);
      case PERMISSIONS_POLICY -> faultOfPermissions(value);
      case SERVER_HEADERS -> oneOf(value, "Hide");
    };
  }

  private static @Nullable String oneOf(String value, String only) {
    return value.equals(only) ? null : "is neither " + only + " nor Disabled; write one of them";
  }

  private static @Nullable String faultOfHsts(String value) {
    long age = -1;
    boolean subDomains = false;
    boolean preload = false;
    for (String part : value.split(";", -1)) {
      String directive = part.strip().toLowerCase(Locale.ROOT);
      Matcher maxAge = MAX_AGE.matcher(directive);
      if (maxAge.matches() && age < 0) {
        age = Long.parseLong(maxAge.group(1));
      } else if (directive.equals("includesubdomains") && !subDomains) {
        subDomains = true;
      } else if (directive.equals("preload") && !preload) {
        preload = true;
      } else {
        return "has "
            + PlainText.quote(part.strip())
            + ", which is unknown or there twice; write such as max-age=31536000;"
            + " includeSubDomains";
      }
    }
    if (age < 0) {
      return "has no max-age, without which browsers ignore it; write such as max-age=31536000";
    }
    return preload && (!subDomains || age < PRELOAD_AGE)
        ? "has preload, for which browsers ask a max-age of at least 31536000 and"
            + " includeSubDomains; add them, or remove preload"
        : null;
  }

  private static @Nullable String faultOfReferrer(String value) {
    for (String part : value.split(",", -1)) {
      if (!REFERRER_POLICIES.contains(part.strip())) {
        return "has "
            + PlainText.quote(part.strip())
            + ", which is no referrer policy; write one such as strict-origin-when-cross-origin";
      }
    }
    return null;
  }

  private static @Nullable String faultOfPermissions(String value) {
    for (String part : value.split(",", -1)) {
      if (!PERMISSION.matcher(part.strip()).matches()) {
        return "has "
            + PlainText.quote(part.strip())
            + ", which is no permission; write a list such as camera=(), geolocation=(self)";
      }
    }
    return null;
  }
}
