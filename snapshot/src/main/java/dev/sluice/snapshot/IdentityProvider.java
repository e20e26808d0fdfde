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
   * @param revocation whether a list of tokens that were taken back is asked
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
      ClaimNames claims,
      Revocation revocation)
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

  /** Whether tokens that were taken back are known from the Redis of the data plane. */
  enum Revocation {
    OFF,
    /** While nobody can tell, what is known counts. */
    OPEN,
    /** While nobody can tell, nobody passes. */
    CLOSED
  }

  /**
   * Tokens that their issuer is asked about (RFC 7662).
   *
   * @param opaqueOnly whether JSON Web Tokens are left to other providers
   * @param cacheMillis how long an answer holds; 0: not at all
   * @param issuer exactly the member {@code iss}; empty: not asked
   * @param audiences one of them must be in {@code aud}; empty: not asked
   * @param from places in this order
   * @param requiredClaims besides {@code active}
   * @param caBundles as in {@link KeySet.Remote}
   */
  record Introspection(
      String name,
      String endpoint,
      boolean allowInsecure,
      BackendCredential.SecretEntry clientId,
      BackendCredential.SecretEntry clientSecret,
      boolean opaqueOnly,
      long cacheMillis,
      long timeoutMillis,
      String issuer,
      List<String> audiences,
      List<CredentialPlace> from,
      List<String> requiredClaims,
      boolean stripToken,
      List<ForwardedClaim> claimHeaders,
      ClaimNames claims,
      List<ObjectKey> caBundles,
      Revocation revocation)
      implements IdentityProvider {
    public Introspection {
      audiences = audiences.stream().sorted().distinct().toList();
      from = List.copyOf(from);
      requiredClaims = requiredClaims.stream().sorted().distinct().toList();
      claimHeaders = List.copyOf(claimHeaders);
      caBundles = List.copyOf(caBundles);
    }

    @Override
    public List<String> identityHeaders() {
      return claimHeaders.stream().map(ForwardedClaim::header).toList();
    }
  }

  /**
   * Certificates that clients show. Parts of one are named as in the resource, such as {@code
   * subject.CN}.
   *
   * @param parts which carry what; an empty name: none does
   * @param trustDomains of SPIFFE, one of which must be its; empty: not asked
   * @param caBundles authorities that it must be from, besides those of the listener; empty: not
   *     asked
   * @param partHeaders headers with parts
   */
  record ClientCertificate(
      String name,
      ClaimNames parts,
      List<String> trustDomains,
      List<ObjectKey> caBundles,
      List<ForwardedClaim> partHeaders)
      implements IdentityProvider {
    public ClientCertificate {
      trustDomains = trustDomains.stream().sorted().distinct().toList();
      caBundles = List.copyOf(caBundles);
      partHeaders = List.copyOf(partHeaders);
    }

    @Override
    public List<String> identityHeaders() {
      return partHeaders.stream().map(ForwardedClaim::header).toList();
    }
  }

  /**
   * A service that is asked about every request. Names of headers are in lower case.
   *
   * @param pathPrefix stands before the request's path in the question; may be empty
   * @param failOpen whether requests pass while it does not answer
   * @param requestHeaders that it is told
   * @param backendHeaders of an answer that lets pass
   * @param clientHeaders of an answer that refuses
   * @param names of headers which carry what; an empty name: none does
   * @param cacheMillis how long answers hold; 0: not at all
   * @param keyHeaders in which requests must agree to share an answer
   */
  record External(
      String name,
      ObjectKey backend,
      String pathPrefix,
      long timeoutMillis,
      boolean failOpen,
      List<String> requestHeaders,
      List<String> backendHeaders,
      List<String> clientHeaders,
      ClaimNames names,
      long cacheMillis,
      List<String> keyHeaders)
      implements IdentityProvider {
    public External {
      requestHeaders = requestHeaders.stream().sorted().distinct().toList();
      backendHeaders = backendHeaders.stream().sorted().distinct().toList();
      clientHeaders = clientHeaders.stream().sorted().distinct().toList();
      keyHeaders = keyHeaders.stream().sorted().distinct().toList();
    }

    @Override
    public List<String> identityHeaders() {
      return backendHeaders;
    }
  }

  /**
   * Login with a browser (OpenID Connect Core 1.0).
   *
   * @param cookieSecrets each 32 bytes in base64; the first encrypts session cookies, all decrypt
   *     them; none: a key of the data plane's own
   * @param scopes to ask for, {@code openid} among them
   * @param cookieName to which numbers are added
   * @param caBundles as in {@link KeySet.Remote}
   */
  record Oidc(
      String name,
      String issuer,
      boolean allowInsecure,
      BackendCredential.SecretEntry clientId,
      BackendCredential.SecretEntry clientSecret,
      List<BackendCredential.SecretEntry> cookieSecrets,
      List<String> scopes,
      String redirectPath,
      String logoutPath,
      String postLogoutPath,
      String cookieName,
      boolean sameSiteStrict,
      long sessionLifetimeSeconds,
      long idleTimeoutSeconds,
      boolean forwardAccessToken,
      List<ForwardedClaim> claimHeaders,
      ClaimNames claims,
      List<ObjectKey> caBundles,
      Revocation revocation)
      implements IdentityProvider {
    public Oidc {
      cookieSecrets = List.copyOf(cookieSecrets);
      scopes = scopes.stream().sorted().distinct().toList();
      claimHeaders = List.copyOf(claimHeaders);
      caBundles = List.copyOf(caBundles);
    }

    @Override
    public List<String> identityHeaders() {
      return claimHeaders.stream().map(ForwardedClaim::header).toList();
    }
  }
}
