package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.secret.EntryForm;
import dev.sluice.crds.ObjectReference;
import dev.sluice.crds.RedisSettings;
import dev.sluice.crds.SecretKeyReference;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SharedStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code spec.redis} of a DataPlane. */
final class RedisResolver {
  private static final String FIELD = "spec.redis";
  private static final String USUAL_KEY = "password";
  private static final String USUAL_MASTER = "mymaster";

  private final RedisAddress addresses;
  private final SecretReferences secrets;
  private final Diagnostics diagnostics;

  RedisResolver(BackendAddresses addresses, SecretReferences secrets, Diagnostics diagnostics) {
    this.addresses = new RedisAddress(addresses, diagnostics);
    this.secrets = secrets;
    this.diagnostics = diagnostics;
  }

  /**
   * @return of a store that cannot be used {@link SharedStore.Unavailable}, after a diagnostic
   */
  SharedStore resolve(@Nullable RedisSettings written) {
    if (written == null) {
      return SharedStore.NONE;
    }
    SharedStore.Mode mode = mode(written.mode());
    Optional<RedisAddress.Read> address =
        addresses.read(written.address(), mode, FIELD + ".address");
    boolean membersFit =
        membersFit(written, mode, address.map(RedisAddress.Read::tls).orElse(true));
    Optional<SecretEntry> password = password(written.passwordSecretRef());
    List<ObjectKey> authorities =
        secrets.authorities(written.caCertificateRefs(), FIELD + ".caCertificateRefs");
    boolean secretsAreGood =
        password.isPresent() == (written.passwordSecretRef() != null)
            // Without the authorities that were named, those of the platform would be believed.
            && authorities.isEmpty() == written.caCertificateRefs().isEmpty();
    if (address.isEmpty() || !membersFit) {
      return new SharedStore.Unavailable("its configuration cannot be used");
    }
    if (!secretsAreGood) {
      return new SharedStore.Unavailable("its Secret cannot be used");
    }
    return new SharedStore.Redis(
        address.get().servers(),
        mode,
        address.get().tls(),
        address.get().database(),
        mode == SharedStore.Mode.SENTINEL
            ? Objects.requireNonNullElse(written.masterName(), USUAL_MASTER)
            : "",
        login(written.username(), password),
        authorities);
  }

  private static SharedStore.Login login(
      @Nullable String username, Optional<SecretEntry> password) {
    return password
        .<SharedStore.Login>map(
            entry ->
                new SharedStore.Login.Password(Objects.requireNonNullElse(username, ""), entry))
        .orElse(SharedStore.Login.NONE);
  }

  private boolean membersFit(RedisSettings written, SharedStore.Mode mode, boolean tls) {
    int before = diagnostics.errors(DataPlaneReason.INVALID_VALUE.condition());
    if (written.masterName() != null && mode != SharedStore.Mode.SENTINEL) {
      error(".masterName", "belongs to mode Sentinel; set that, or remove it");
    }
    if (written.username() != null && written.passwordSecretRef() == null) {
      error(".username", "says nothing without a password; add passwordSecretRef");
    }
    if (written.username() != null
        && written.username().chars().anyMatch(Character::isISOControl)) {
      error(".username", "has control characters; give it as it stands in the access control list");
    }
    if (!written.caCertificateRefs().isEmpty() && !tls) {
      error(".caCertificateRefs", "belongs to TLS; write rediss:// in the address, or remove it");
    }
    return diagnostics.errors(DataPlaneReason.INVALID_VALUE.condition()) == before;
  }

  private Optional<SecretEntry> password(@Nullable SecretKeyReference ref) {
    return ref == null
        ? Optional.empty()
        : secrets.entry(
            new ObjectReference(ref.name(), ref.namespace()),
            Objects.requireNonNullElse(ref.key(), USUAL_KEY),
            EntryForm.TEXT,
            FIELD + ".passwordSecretRef");
  }

  private static SharedStore.Mode mode(RedisSettings.@Nullable Mode written) {
    return switch (written) {
      case null -> SharedStore.Mode.STANDALONE;
      case Standalone -> SharedStore.Mode.STANDALONE;
      case Sentinel -> SharedStore.Mode.SENTINEL;
      case Cluster -> SharedStore.Mode.CLUSTER;
    };
  }

  private void error(String member, String message) {
    diagnostics.error(DataPlaneReason.INVALID_VALUE, FIELD + member, message);
  }
}
