package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.crds.BasicProvider;
import dev.sluice.crds.ObjectReference;
import dev.sluice.crds.SecretKeyReference;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.IdentityProvider;
import java.util.Objects;
import java.util.Optional;

/** Providers of kind {@code basic}. */
final class BasicResolver {
  private static final String USUAL_ENTRY = "auth";
  private static final int LONGEST_REALM = 128;

  private final SecretReferences secrets;
  private final ProviderHeaders headers;
  private final Diagnostics diagnostics;

  BasicResolver(SecretReferences secrets, Diagnostics diagnostics) {
    this.secrets = secrets;
    this.headers = new ProviderHeaders(diagnostics);
    this.diagnostics = diagnostics;
  }

  IdentityProvider resolve(String name, BasicProvider written, String field) {
    SecretKeyReference ref = written.secretRef();
    Optional<SecretEntry> users =
        secrets.passwords(
            ref == null ? null : new ObjectReference(ref.name(), ref.namespace()),
            ref == null || ref.key() == null ? USUAL_ENTRY : ref.key(),
            field + ".secretRef");
    String realm = Objects.requireNonNullElse(written.realm(), name);
    if (!isRealm(realm)) {
      diagnostics.error(
          DataPlaneReason.INVALID_PROVIDER,
          field + ".realm",
          "must be 1 to "
              + LONGEST_REALM
              + " visible ASCII characters or spaces, without double quote and backslash");
      realm = name;
    }
    Optional<String> header = headers.resolve(written.userHeader(), field + ".userHeader");
    if (users.isEmpty()) {
      return new IdentityProvider.Unavailable(
          name, "its Secret cannot be used", header.stream().toList());
    }
    return new IdentityProvider.Basic(name, users.get(), realm, header.orElse(""));
  }

  private static boolean isRealm(String realm) {
    return !realm.isEmpty()
        && realm.length() <= LONGEST_REALM
        && realm.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '"' && c != '\\');
  }
}
