package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.JwtProvider;
import dev.sluice.crds.TokenForward;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.KeySet;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code jwt} of a provider. */
final class JwtResolver {
  private static final CredentialPlace USUAL_PLACE =
      new CredentialPlace.Header("authorization", "Bearer");
  private static final List<String> USUAL_ALGORITHMS = List.of("RS256", "ES256");
  private static final Duration USUAL_SKEW = Duration.ofSeconds(30);
  private static final Duration MOST_SKEW = Duration.ofMinutes(5);

  private final KeySetResolver keys;
  private final RevocationReading revocation;
  private final CredentialPlaces places;
  private final ClaimHeaders claimHeaders;
  private final ClaimTexts claimTexts;
  private final Diagnostics diagnostics;

  JwtResolver(KeySetResolver keys, RevocationReading revocation, Diagnostics diagnostics) {
    this.keys = keys;
    this.revocation = revocation;
    this.places = new CredentialPlaces(diagnostics);
    this.claimHeaders = new ClaimHeaders(diagnostics);
    this.claimTexts = new ClaimTexts(diagnostics);
    this.diagnostics = diagnostics;
  }

  /** Whether issuer and gateway share a secret for it. */
  static boolean isSecret(String algorithm) {
    return algorithm.startsWith("HS");
  }

  /**
   * @return of a provider that cannot be used {@link IdentityProvider.Unavailable}, after a
   *     diagnostic
   */
  IdentityProvider resolve(String name, JwtProvider written, String field) {
    TokenForward forward =
        Objects.requireNonNullElse(written.forward(), new TokenForward(null, List.of()));
    boolean textsAreGood = texts(written, field);
    ClaimHeaders.Read headers =
        claimHeaders.read(forward.claimHeaders(), field + ".forward.claimHeaders");
    List<String> algorithms = algorithms(written);
    boolean algorithmsAreGood = isOneKind(algorithms, field + ".algorithms");
    Optional<Long> skew = skew(written.clockSkew(), field + ".clockSkew");
    Optional<List<CredentialPlace>> from =
        places.resolve(written.from(), USUAL_PLACE, field + ".from");
    Optional<KeySet> set =
        algorithmsAreGood
            ? keys.resolve(written.jwks(), algorithms, field + ".jwks")
            : Optional.empty();
    Optional<IdentityProvider.Revocation> taken =
        revocation.read(written.revocation(), field + ".revocation");
    boolean settingsAreGood =
        textsAreGood && headers.areGood() && skew.isPresent() && taken.isPresent();
    if (!settingsAreGood || from.isEmpty() || set.isEmpty()) {
      return new IdentityProvider.Unavailable(
          name, "its configuration cannot be used", headers.names());
    }
    return new IdentityProvider.Jwt(
        name,
        written.issuer(),
        written.audiences(),
        set.get(),
        algorithms,
        type(written.type()),
        skew.get(),
        from.get(),
        written.requiredClaims(),
        forward.token() == dev.sluice.crds.Keeping.Strip,
        headers.claims(),
        ClaimMapping.of(written.identity()),
        taken.get());
  }

  private boolean texts(JwtProvider written, String field) {
    boolean good = claimTexts.isPlain(written.issuer(), field + ".issuer");
    for (int i = 0; i < written.audiences().size(); i++) {
      good &= claimTexts.isPlain(written.audiences().get(i), field + ".audiences[" + i + "]");
    }
    for (int i = 0; i < written.requiredClaims().size(); i++) {
      good &=
          claimTexts.isPlain(written.requiredClaims().get(i), field + ".requiredClaims[" + i + "]");
    }
    return good;
  }

  private static List<String> algorithms(JwtProvider written) {
    return written.algorithms().isEmpty()
        ? USUAL_ALGORITHMS
        : written.algorithms().stream().map(Enum::name).toList();
  }

  /** Otherwise a public key could be used as if it were the secret. */
  private boolean isOneKind(List<String> algorithms, String field) {
    long secret = algorithms.stream().filter(JwtResolver::isSecret).count();
    if (secret > 0 && secret < algorithms.size()) {
      error(
          field,
          "mixes HS algorithms, which rest on a secret, with those of public keys; give each kind"
              + " a provider of its own");
      return false;
    }
    return true;
  }

  /** RFC 7515, section 4.1.9: {@code application/} may be left out. */
  private static String type(@Nullable String written) {
    String type = Objects.requireNonNullElse(written, "").toLowerCase(Locale.ROOT);
    return type.startsWith("application/") ? type.substring("application/".length()) : type;
  }

  private Optional<Long> skew(@Nullable String written, String field) {
    if (written == null) {
      return Optional.of(USUAL_SKEW.toSeconds());
    }
    Optional<Duration> read = Durations.parse(written);
    if (read.isEmpty()) {
      error(field, PlainText.quote(written) + " is no duration; " + Durations.CURE);
    } else if (read.get().compareTo(MOST_SKEW) > 0) {
      error(
          field,
          PlainText.quote(written)
              + " would take tokens long after they expired; give at most 5m, and have the clocks"
              + " set right");
      return Optional.empty();
    }
    return read.map(Duration::toSeconds);
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
