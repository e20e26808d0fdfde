package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.jwks.JsonWebKey;
import dev.sluice.compiler.jwks.KeySetText;
import dev.sluice.compiler.jwks.UnusableKeys;
import dev.sluice.compiler.secret.EntryForm;
import dev.sluice.crds.JwtProvider;
import dev.sluice.crds.ObjectReference;
import dev.sluice.crds.SecretKeyReference;
import dev.sluice.snapshot.KeySet;
import dev.sluice.snapshot.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code jwks} of a provider: where its keys come from, and whether they can be trusted there. */
final class KeySetResolver {
  private static final Duration REFRESH = Duration.ofMinutes(5);
  private static final Duration STALE = Duration.ofHours(24);

  private static final IssuerPlace.Words OF_KEYS =
      new IssuerPlace.Words(
          "is no URL of keys; write one such as https://idp.example.com/jwks.json, without user and"
              + " fragment",
          "would fetch the keys in plain text, where others could put theirs into it",
          "no keys are fetched there");

  private final IssuerPlace places;
  private final SecretReferences secrets;
  private final Diagnostics diagnostics;

  KeySetResolver(BackendAddresses addresses, SecretReferences secrets, Diagnostics diagnostics) {
    this.places = new IssuerPlace(addresses, diagnostics);
    this.secrets = secrets;
    this.diagnostics = diagnostics;
  }

  /**
   * @param algorithms that tokens may be signed by; not empty
   * @return empty after a diagnostic
   */
  Optional<KeySet> resolve(JwtProvider.Jwks written, List<String> algorithms, String field) {
    long given =
        Stream.of(written.uri(), written.inline(), written.secretRef())
            .filter(Objects::nonNull)
            .count();
    if (given != 1) {
      return refused(
          field,
          "needs exactly one of uri, inline and secretRef; "
              + (given == 0 ? "add one" : "remove the others"));
    }
    if (written.uri() != null) {
      return remote(written, written.uri(), algorithms, field);
    }
    for (var each :
        Stream.of(
                Optional.ofNullable(written.refresh()).map(value -> ".refresh"),
                Optional.ofNullable(written.staleFor()).map(value -> ".staleFor"),
                Optional.ofNullable(written.allowInsecure()).map(value -> ".allowInsecure"),
                Optional.of(".caCertificateRefs")
                    .filter(name -> !written.caCertificateRefs().isEmpty()))
            .flatMap(Optional::stream)
            .toList()) {
      return refused(field + each, "belongs to uri; remove it");
    }
    return written.inline() != null
        ? inline(written.inline(), algorithms, field + ".inline")
        : inSecret(written.secretRef(), algorithms, field + ".secretRef");
  }

  private Optional<KeySet> remote(
      JwtProvider.Jwks written, String uri, List<String> algorithms, String field) {
    if (algorithms.stream().anyMatch(JwtResolver::isSecret)) {
      return refused(
          field + ".uri",
          "would fetch the secret of an HS algorithm, which whoever can read it could sign tokens"
              + " with; put it into a Secret and name that as secretRef");
    }
    Optional<Duration> refresh =
        duration(
            written.refresh(),
            REFRESH,
            Duration.ofSeconds(30),
            Duration.ofHours(24),
            field + ".refresh");
    Optional<Duration> stale =
        duration(
            written.staleFor(), STALE, Duration.ZERO, Duration.ofHours(168), field + ".staleFor");
    List<ObjectKey> authorities =
        secrets.authorities(written.caCertificateRefs(), field + ".caCertificateRefs");
    // Without the authorities that were named, those of the platform would be believed instead.
    boolean trustIsGood = authorities.isEmpty() == written.caCertificateRefs().isEmpty();
    boolean insecure = Boolean.TRUE.equals(written.allowInsecure());
    boolean reachable = places.isReachable(uri, insecure, OF_KEYS, field + ".uri");
    return reachable && trustIsGood && refresh.isPresent() && stale.isPresent()
        ? Optional.of(
            new KeySet.Remote(
                uri, refresh.get().toMillis(), stale.get().toMillis(), insecure, authorities))
        : Optional.empty();
  }

  private Optional<Duration> duration(
      @Nullable String written, Duration usual, Duration least, Duration most, String field) {
    if (written == null) {
      return Optional.of(usual);
    }
    Optional<Duration> read = Durations.parse(written);
    if (read.isEmpty()) {
      error(field, PlainText.quote(written) + " is no duration; " + Durations.CURE);
    } else if (read.get().compareTo(least) < 0 || read.get().compareTo(most) > 0) {
      error(
          field,
          PlainText.quote(written)
              + " is out of range; give "
              + (least.isZero() ? "at most " : least.toSeconds() + "s to ")
              + most.toHours()
              + "h");
      return Optional.empty();
    }
    return read;
  }

  private Optional<KeySet> inline(String text, List<String> algorithms, String field) {
    return fits(text, algorithms, false, field)
        ? Optional.of(new KeySet.Inline(text.strip()))
        : Optional.empty();
  }

  private Optional<KeySet> inSecret(
      @Nullable SecretKeyReference ref, List<String> algorithms, String field) {
    if (ref == null) {
      return Optional.empty();
    }
    return secrets
        .text(
            new ObjectReference(ref.name(), ref.namespace()),
            Objects.requireNonNullElse(ref.key(), "jwks.json"),
            EntryForm.KEY_SET,
            field)
        .filter(found -> fits(found.text().value(), algorithms, true, field))
        .map(found -> new KeySet.InSecret(found.entry()));
  }

  private boolean fits(String text, List<String> algorithms, boolean secret, String field) {
    List<JsonWebKey> keys;
    try {
      keys = KeySetText.read(text);
    } catch (UnusableKeys e) {
      error(field, e.cause());
      return false;
    }
    if (!secret && keys.stream().anyMatch(JsonWebKey::isSecret)) {
      error(
          field,
          "holds a secret (kty oct), which everybody who may read this DataPlane can sign tokens"
              + " with; replace it, put the new one into a Secret and name that as secretRef");
      return false;
    }
    if (keys.stream().noneMatch(key -> algorithms.stream().anyMatch(key::fits))) {
      error(
          field,
          "has no key for "
              + String.join(", ", algorithms)
              + "; give the algorithms that the issuer signs with, and a key for one of them"
              + (algorithms.stream().anyMatch(JwtResolver::isSecret)
                  ? " (a secret as long as its hash: 32, 48 or 64 bytes)"
                  : ""));
      return false;
    }
    return true;
  }

  private Optional<KeySet> refused(String field, String message) {
    error(field, message);
    return Optional.empty();
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
