package dev.sluice.dataplane.redis;

import dev.sluice.dataplane.tls.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Assumptions;

/**
 * A Redis that speaks TLS only, and only to one user.
 *
 * @param authority of its certificate
 */
public record SecuredRedis(TestRedis redis, TestAuthority authority) implements AutoCloseable {
  public static final String USER = "sluice";
  public static final String PASSWORD = "pass-canary";

  /**
   * @param directory for its files
   * @param rights of the user, as in a list of users of Redis
   */
  public static SecuredRedis start(Path directory, String rights) throws IOException {
    if (!TestRedis.isInstalled()) {
      String why = "the Redis that comes in a jar has no TLS: install redis-server";
      if (System.getenv("CI") != null) {
        throw new IllegalStateException(why);
      }
      System.err.println("SKIPPED: " + why);
      Assumptions.abort(why);
    }
    TestAuthority authority = new TestAuthority("redis");
    TestAuthority.Issued issued =
        authority.issue(
            new X500Name("CN=redis"),
            Duration.ofDays(1),
            TestAuthority.alternatives(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    TestRedis redis =
        TestRedis.startWithTls(
            "--tls-cert-file",
            Files.writeString(directory.resolve("chain.pem"), issued.chainPem()).toString(),
            "--tls-key-file",
            Files.writeString(directory.resolve("key.pem"), issued.keyPem()).toString(),
            "--tls-auth-clients",
            "no",
            "--aclfile",
            Files.writeString(
                    directory.resolve("users.acl"),
                    "user default off\nuser %s on >%s %s\n".formatted(USER, PASSWORD, rights))
                .toString());
    return new SecuredRedis(redis, authority);
  }

  @Override
  public void close() {
    redis.close();
  }
}
