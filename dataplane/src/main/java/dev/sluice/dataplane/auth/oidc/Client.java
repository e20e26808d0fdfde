package dev.sluice.dataplane.auth.oidc;

import dev.sluice.snapshot.SecretSection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * What the gateway is to an issuer.
 *
 * @param authorities empty: those of the platform
 */
record Client(String issuer, String id, String secret, List<SecretSection.CaBundle> authorities) {
  Client {
    authorities = List.copyOf(authorities);
  }

  /** RFC 6749, section 2.3.1: each part form-encoded first. */
  String basic() {
    String pair = Form.encode(id) + ":" + Form.encode(secret);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "client of " + issuer;
  }
}
