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
import dev.sluice.matching.BackendHost;
import dev.sluice.matching.Cidr;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.KeySet;
import dev.sluice.snapshot.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code jwks} of a provider: where its keys come from, and whether they can be trusted there. */
final class KeySetResolver {
  private static final Duration REFRESH = Duration.ofMinutes(5);
  private static final Duration STALE = Duration.ofHours(24);

  /** Where nobody but the machine's and the network's owner listens. */
  private static final List<Cidr> NEAR =
      Stream.of("127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
          .map(text -> Cidr.parse(text).orElseThrow())
          .toList();

  private static final String FORBIDDEN =
      "is a name of the gateway itself, of the API server or of a cloud's metadata service";

  private final BackendAddresses addresses;
  private final SecretReferences secrets;
  private final Diagnostics diagnostics;

  KeySetResolver(BackendAddresses addresses, SecretReferences secrets, Diagnostics diagnostics) {
    this.addresses = addresses;
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
    boolean reachable = isReachable(uri, insecure, field + ".uri");
    return reachable && trustIsGood && refresh.isPresent() && stale.isPresent()
        ? Optional.of(
            new KeySet.Remote(
                uri, refresh.get().toMillis(), stale.get().toMillis(), insecure, authorities))
        : Optional.empty();
  }

  private boolean isReachable(String uri, boolean insecure, String field) {
    Optional<WrittenUrl> parsed = WrittenUrl.parse(uri);
    if (parsed.isEmpty()) {
      error(
          field,
          // With a user it has a password, which is nobody's business.
          (uri.contains("@") ? "" : PlainText.quote(uri) + " ")
              + "is no URL of keys; write one such as https://idp.example.com/jwks.json, without"
              + " user and fragment");
      return false;
    }
    WrittenUrl url = parsed.get();
    if (url.isPlain() && !insecure && !(addresses.areLocal() && isNear(url))) {
      error(
          field,
          "would fetch the keys in plain text, where others could put theirs into it; give an"
              + " https URL, or set allowInsecure: true");
      return false;
    }
    Optional<String> why =
        url.address().isPresent()
            ? addresses.whyNot(url.address().get(), url.port())
            : whyNot(url.host());
    why.ifPresent(
        reason ->
            diagnostics.error(
                DataPlaneReason.INVALID_PROVIDER,
                field,
                PlainText.quote(url.host())
                    + " "
                    + reason
                    + ", and no keys are fetched there; give the address of the issuer, or have"
                    + " the operator started with --allow-backend-cidr"));
    return why.isEmpty();
  }

  /**
   * An issuer may well be a Service of the cluster: whoever writes a DataPlane may name it, and
   * nothing but keys is read there. The addresses are judged when they are dialled.
   */
  private Optional<String> whyNot(String host) {
    return switch (BackendHost.read(host, addresses.areLocal())) {
      case BackendHost.Name name -> Optional.empty();
      case BackendHost.Refused(BackendHost.Because because, String why) ->
          because == BackendHost.Because.FORBIDDEN && isOfCluster(host)
              ? Optional.empty()
              : Optional.of(because == BackendHost.Because.NO_NAME ? why : FORBIDDEN);
    };
  }

  private static boolean isOfCluster(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return BackendHost.CLUSTER.stream().anyMatch(name::endsWith)
        && !name.startsWith("kubernetes.default.");
  }

  private static boolean isNear(WrittenUrl url) {
    Optional<IpAddress> address = url.address();
    return address.isPresent()
        ? NEAR.stream().anyMatch(network -> network.contains(address.get()))
        : url.host().equals("localhost") || url.host().endsWith(".localhost");
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
