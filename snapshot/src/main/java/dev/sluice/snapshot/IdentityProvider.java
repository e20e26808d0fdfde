package dev.sluice.snapshot;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One way to know a client. */
public sealed interface IdentityProvider {
  /** Unique in its data plane. */
  String name();

  /** The headers in which it tells backends of the client, in lower case. */
  List<String> identityHeaders();

  /**
   * What it needs never was to be had: requests that need it are told to come back later.
   *
   * @param reason in a few words, with nothing secret
   * @param identityHeaders that it would set: clients must not send them now either
   */
  record Unavailable(String name, String reason, List<String> identityHeaders)
      implements IdentityProvider {
    public Unavailable {
      identityHeaders = List.copyOf(identityHeaders);
    }
  }

  /**
   * JSON Web Tokens (RFC 7519, checked as RFC 8725 says).
   *
   * @param issuer exactly the claim {@code iss}
   * @param audiences one of them must be in {@code aud}; empty: not asked
   * @param algorithms as in JWA, such as {@code RS256}
   * @param tokenType the {@code typ} of the header, in lower case; empty: not asked
   * @param from places in this order
   * @param requiredClaims besides those that are checked anyway
   * @param stripToken whether the backend does not see it
   */
  record Jwt(
      String name,
      String issuer,
      List<String> audiences,
      KeySet keys,
      List<String> algorithms,
      String tokenType,
      long clockSkewSeconds,
      List<CredentialPlace> from,
      List<String> requiredClaims,
      boolean stripToken,
      List<ForwardedClaim> claimHeaders,
      ClaimNames claims)
      implements IdentityProvider {
    public Jwt {
      audiences = audiences.stream().sorted().distinct().toList();
      algorithms = algorithms.stream().sorted().distinct().toList();
      from = List.copyOf(from);
      requiredClaims = requiredClaims.stream().sorted().distinct().toList();
      claimHeaders = List.copyOf(claimHeaders);
    }

    @Override
    public List<String> identityHeaders() {
      return claimHeaders.stream().map(ForwardedClaim::header).toList();
    }
  }

  /** Where the keys come from that tokens are verified with. */
  sealed interface KeySet {
    /**
     * @param refreshMillis between two fetches
     * @param staleForMillis how long keys stay good after a fetch was due and failed
     * @param allowInsecure whether plain http will do
     * @param caBundles authorities that the issuer's certificate may be from; empty: those of the
     *     platform
     */
    record Remote(
        String uri,
        long refreshMillis,
        long staleForMillis,
        boolean allowInsecure,
        List<ObjectKey> caBundles)
        implements KeySet {
      public Remote {
        caBundles = List.copyOf(caBundles);
      }
    }

    /**
     * @param jwks a JWK Set (RFC 7517) of public keys
     */
    record Inline(String jwks) implements KeySet {}

    record InSecret(BackendCredential.SecretEntry entry) implements KeySet {}
  }

  /** Which claims carry what; an empty name: none does. */
  record ClaimNames(String user, String tenant, String roles, String scopes) {
    public static final ClaimNames DEFAULT = new ClaimNames("sub", "tenant", "roles", "scope");
  }

  /**
   * Keys in labelled Secrets, each a {@link SecretSection.ApiKey} that names its providers.
   *
   * @param selector labels of those Secrets, in the data plane's own namespace
   * @param from places in this order
   * @param ownerHeader tells backends whose key it is, in lower case; empty: none does
   * @param stripKey whether the backend does not see it
   */
  record ApiKeys(
      String name,
      SortedMap<String, String> selector,
      List<CredentialPlace> from,
      String ownerHeader,
      boolean stripKey)
      implements IdentityProvider {
    public ApiKeys {
      selector = Collections.unmodifiableSortedMap(new TreeMap<>(selector));
      from = List.copyOf(from);
    }

    @Override
    public List<String> identityHeaders() {
      return ownerHeader.isEmpty() ? List.of() : List.of(ownerHeader);
    }
  }

  /**
   * User names and passwords (RFC 7617) of an htpasswd file.
   *
   * @param users the entry of a Secret with lines {@code user:hash}
   * @param realm as browsers show it
   */
  record Basic(String name, BackendCredential.SecretEntry users, String realm, String userHeader)
      implements IdentityProvider {
    @Override
    public List<String> identityHeaders() {
      return userHeader.isEmpty() ? List.of() : List.of(userHeader);
    }
  }
}
