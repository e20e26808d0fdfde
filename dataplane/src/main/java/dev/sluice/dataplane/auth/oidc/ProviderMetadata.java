package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.token.StrictJson;
import dev.sluice.dataplane.fetch.Place;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an issuer says of itself (OpenID Connect Discovery 1.0, section 3), as far as it is used.
 *
 * @param secretInForm whether the client's secret goes into the body of a request for tokens
 * @param algorithms that ID tokens may be signed by; none of them rests on a secret
 * @param namesItself whether each answer to a browser says which issuer it is from (RFC 9207)
 */
record ProviderMetadata(
    String authorizationEndpoint,
    String tokenEndpoint,
    String keys,
    Optional<String> endSessionEndpoint,
    boolean secretInForm,
    Set<String> algorithms,
    boolean namesItself) {
  private static final int LONGEST_URL = 2_048;

  /** All that the gateway verifies with public keys. */
  private static final Set<String> VERIFIABLE =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  ProviderMetadata {
    algorithms = Set.copyOf(algorithms);
  }

  /**
   * @param issuer that was asked, and no other
   * @param insecure whether plain http will do
   * @throws LoginRefused if it is of no use; that may be mended, so it is asked again
   */
  static ProviderMetadata read(String body, String issuer, boolean insecure) throws LoginRefused {
    Map<String, @Nullable Object> said = StrictJson.object(body);
    if (said == null) {
      throw LoginRefused.atPresent("the issuer's configuration is no JSON object");
    }
    if (!issuer.equals(said.get("issuer"))) {
      throw LoginRefused.atPresent(
          "the issuer's configuration is of another issuer; give issuer exactly as it stands"
              + " there");
    }
    Set<String> algorithms =
        new TreeSet<>(texts(said, "id_token_signing_alg_values_supported", List.of("RS256")));
    algorithms.retainAll(VERIFIABLE);
    if (algorithms.isEmpty()) {
      throw LoginRefused.atPresent("the issuer signs with no algorithm that is accepted here");
    }
    Collection<String> ways =
        texts(said, "token_endpoint_auth_methods_supported", List.of("client_secret_basic"));
    if (!ways.contains("client_secret_basic") && !ways.contains("client_secret_post")) {
      throw LoginRefused.atPresent(
          "the issuer takes neither client_secret_basic nor client_secret_post");
    }
    return new ProviderMetadata(
        url(said, "authorization_endpoint", insecure),
        url(said, "token_endpoint", insecure),
        url(said, "jwks_uri", insecure),
        said.get("end_session_endpoint") == null
            ? Optional.empty()
            : Optional.of(url(said, "end_session_endpoint", insecure)),
        !ways.contains("client_secret_basic"),
        algorithms,
        Boolean.TRUE.equals(said.get("authorization_response_iss_parameter_supported")));
  }

  private static Collection<String> texts(
      Map<String, @Nullable Object> said, String name, List<String> usual) {
    return said.get(name) instanceof Collection<?> several
        ? several.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : usual;
  }

  private static String url(Map<String, @Nullable Object> said, String name, boolean insecure)
      throws LoginRefused {
    if (said.get(name) instanceof String url
        && (url.startsWith("https://") || insecure && url.startsWith("http://"))
        && url.length() <= LONGEST_URL
        && url.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '#')
        && isPlace(url)) {
      return url;
    }
    throw LoginRefused.atPresent(
        "the issuer's configuration has no " + name + " that could be used");
  }

  /** With a host, and without a user. */
  private static boolean isPlace(String url) {
    try {
      Place place = Place.of(url, true);
      return place.host() != null && !place.host().isEmpty() && url.indexOf('@') < 0;
    } catch (IllegalArgumentException | NullPointerException e) {
      return false;
    }
  }
}
