package dev.sluice.dataplane.auth.introspection;

import dev.sluice.snapshot.SecretText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** By what an issuer knows the gateway. */
record ClientSecret(SecretText id, SecretText secret) {
  /** RFC 6749, section 2.3.1: each part form-encoded first. */
  String authorization() {
    String pair = encoded(id) + ":" + encoded(secret);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(SecretText text) {
    // A space as %20: there are issuers that decode nothing but percent signs.
    return URLEncoder.encode(text.value(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
