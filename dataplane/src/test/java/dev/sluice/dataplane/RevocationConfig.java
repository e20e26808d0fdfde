package dev.sluice.dataplane;

import dev.sluice.dataplane.redis.SecuredRedis;
import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityProvider.Revocation;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import dev.sluice.snapshot.SharedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A Redis, and providers of tokens that it takes back: {@code open} and {@code closed}. */
final class RevocationConfig {
  private final List<String> servers;
  private SharedStore.Mode mode = SharedStore.Mode.STANDALONE;
  private String master = "";
  private String user = "";
  private String password = "";
  private final List<SecretSection.CaBundle> authorities = new ArrayList<>();

  private RevocationConfig(List<String> servers) {
    this.servers = servers;
  }

  static RevocationConfig at(int... ports) {
    List<String> servers = new ArrayList<>();
    for (int port : ports) {
      servers.add("127.0.0.1:" + port);
    }
    return new RevocationConfig(servers);
  }

  /** As its user, if its certificate is of that authority. */
  static RevocationConfig at(SecuredRedis secured, TestAuthority trusted) {
    return at(secured.redis().port())
        .login(SecuredRedis.USER, SecuredRedis.PASSWORD)
        .trusting(trusted.bundle(Config.key("redis-ca")));
  }

  RevocationConfig sentinel(String name) {
    mode = SharedStore.Mode.SENTINEL;
    master = name;
    return this;
  }

  RevocationConfig cluster() {
    mode = SharedStore.Mode.CLUSTER;
    return this;
  }

  RevocationConfig login(String name, String value) {
    user = name;
    password = value;
    return this;
  }

  RevocationConfig trusting(SecretSection.CaBundle bundle) {
    authorities.add(bundle);
    return this;
  }

  /** The paths {@code /open} and {@code /closed} ask the providers of these names. */
  Config on(Config config) {
    SharedStore.Login login =
        password.isEmpty()
            ? SharedStore.Login.NONE
            : new SharedStore.Login.Password(
                user, new SecretEntry(Config.key("redis"), "password"));
    if (!password.isEmpty()) {
      config.secret(
          new SecretSection.Credential(
              Config.key("redis"), new TreeMap<>(Map.of("password", new SecretText(password)))));
    }
    authorities.forEach(config::secret);
    return config
        .store(
            new SharedStore.Redis(
                servers,
                mode,
                !authorities.isEmpty(),
                0,
                master,
                login,
                authorities.stream().map(SecretSection.CaBundle::secret).toList()))
        .identities(
            new IdentityRules(
                List.of(provider("open", Revocation.OPEN), provider("closed", Revocation.CLOSED)),
                new TreeMap<>()))
        .route("open", JwtConfig.asking("/open", false, "open"))
        .route("closed", JwtConfig.asking("/closed", false, "closed"));
  }

  private static IdentityProvider provider(String name, Revocation revocation) {
    IdentityProvider.Jwt jwt =
        (IdentityProvider.Jwt)
            JwtConfig.of(TestIssuer.RSA, TestIssuer.EC).named(name, "https://idp.test").provider();
    return new IdentityProvider.Jwt(
        jwt.name(),
        jwt.issuer(),
        jwt.audiences(),
        jwt.keys(),
        jwt.algorithms(),
        jwt.tokenType(),
        jwt.clockSkewSeconds(),
        jwt.from(),
        jwt.requiredClaims(),
        jwt.stripToken(),
        jwt.claimHeaders(),
        jwt.claims(),
        revocation);
  }
}
