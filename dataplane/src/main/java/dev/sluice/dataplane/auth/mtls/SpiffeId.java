package dev.sluice.dataplane.auth.mtls;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a workload (SPIFFE ID, sections 2.1 to 2.4): {@code spiffe://trust-domain/path}, in
 * the one writing that it has.
 */
record SpiffeId(String text, String trustDomain) {
  private static final String SCHEME = "spiffe:";

  /** Of a workload: that of an authority has no path. */
  private static final Pattern FORM =
      Pattern.compile("spiffe://([a-z0-9._-]{1,255})((?:/[A-Za-z0-9._-]+)+)");

  /**
   * Of the URIs of a certificate. There must be exactly one URI if any is a SPIFFE ID (X.509-SVID,
   * section 2).
   */
  static Optional<SpiffeId> of(List<String> uris) throws UnclearCertificate {
    if (uris.stream().noneMatch(SpiffeId::isMeant)) {
      return Optional.empty();
    }
    if (uris.size() > 1) {
      throw new UnclearCertificate("the certificate has a SPIFFE ID and another URI");
    }
    return Optional.of(parse(uris.getFirst()));
  }

  private static boolean isMeant(String uri) {
    return uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  private static SpiffeId parse(String uri) throws UnclearCertificate {
    var parts = FORM.matcher(uri);
    if (uri.length() > NameText.LONGEST
        || !parts.matches()
        || List.of(parts.group(2).split("/")).stream()
            .anyMatch(segment -> segment.equals(".") || segment.equals(".."))) {
      throw new UnclearCertificate("the certificate's SPIFFE ID is malformed");
    }
    return new SpiffeId(uri, parts.group(1));
  }
}
