package dev.sluice.dataplane.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.TestIssuer;
import dev.sluice.dataplane.auth.jwt.keys.KeySetRefused;
import dev.sluice.dataplane.auth.jwt.keys.KeySource;
import dev.sluice.dataplane.auth.jwt.keys.VerificationKeys;
import dev.sluice.dataplane.auth.place.Carried;
import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.auth.revocation.RevocationCheck;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.KeySet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Which signatures are checked where the request is, and which on threads of their own. */
final class SignatureThreadsTest {
  private static final String NAMELESS = "{\"alg\":\"RS256\"}";

  private final List<Runnable> elsewhere = new ArrayList<>();

  private JwtAuthenticator knowing(String... keys) throws KeySetRefused {
    String set = TestIssuer.set(keys);
    return new JwtAuthenticator(
        new IdentityProvider.Jwt(
            "idp",
            "https://idp.test",
            List.of(),
            new KeySet.Inline(set),
            List.of("RS256", "ES256"),
            "",
            30,
            List.of(new CredentialPlace.Header("authorization", "Bearer")),
            List.of(),
            false,
            List.of(),
            IdentityProvider.ClaimNames.DEFAULT,
            IdentityProvider.Revocation.OFF),
        new KeySource.Fixed(VerificationKeys.read(set, false)),
        RevocationCheck.NONE,
        elsewhere::add,
        System::currentTimeMillis);
  }

  private static Carried.One bearer(String token) {
    return new Carried.One("Bearer " + token, "Bearer ".length());
  }

  private static String nameless(TestIssuer issuer) {
    return issuer.sign(
        NAMELESS, "{\"iss\":\"https://idp.test\",\"exp\":" + (TestIssuer.now() + 300) + "}");
  }

  @Test
  void oneCheckThatTakesMicrosecondsIsMadeAtOnce() throws KeySetRefused {
    JwtAuthenticator one = knowing(TestIssuer.RSA.jwk(), TestIssuer.EC.jwk());
    assertThat(one.judge(bearer(TestIssuer.RSA.token()))).isInstanceOf(Outcome.Known.class);
    assertThat(one.judge(bearer(nameless(TestIssuer.RSA)))).isInstanceOf(Outcome.Known.class);
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void aTokenThatSeveralKeysMayHaveSignedWaitsForNoIoThread()
      throws KeySetRefused, ExecutionException, InterruptedException {
    JwtAuthenticator two = knowing(TestIssuer.OTHER_RSA.jwk(), TestIssuer.RSA.jwk());
    Outcome outcome = two.judge(bearer(nameless(TestIssuer.RSA)));
    assertThat(outcome).isInstanceOf(Outcome.Later.class);
    assertThat(elsewhere).hasSize(1);
    elsewhere.removeFirst().run();
    assertThat(((Outcome.Later) outcome).outcome().toCompletableFuture().get())
        .isInstanceOf(Outcome.Known.class);
    // From then on it is known.
    assertThat(two.judge(bearer(TestIssuer.RSA.token()))).isInstanceOf(Outcome.Known.class);
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void aTokenThatTooManyKeysMayHaveSignedIsCheckedByNone() throws KeySetRefused {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      keys.add(TestIssuer.RSA.named("k" + i).jwk());
    }
    JwtAuthenticator many = knowing(keys.toArray(String[]::new));
    assertThat(many.judge(bearer(nameless(TestIssuer.RSA)))).isInstanceOf(Outcome.Refused.class);
    assertThat(many.judge(bearer(TestIssuer.RSA.named("k3").token())))
        .isInstanceOf(Outcome.Known.class);
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void ellipticCurvesAreNeverComputedOnIoThreads() throws KeySetRefused {
    JwtAuthenticator one = knowing(TestIssuer.EC.jwk());
    assertThat(one.judge(bearer(TestIssuer.EC.token()))).isInstanceOf(Outcome.Later.class);
    assertThat(elsewhere).hasSize(1);
  }
}
