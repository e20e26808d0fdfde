package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.secret.EntryForm;
import dev.sluice.crds.ObjectReference;
import dev.sluice.crds.OidcProvider;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cookies that hold sessions: what they are called, and what they are encrypted with. */
final class SessionCookies {
  private static final String SECRET = "cookie-secret";
  private static final String PREVIOUS = "cookie-secret-previous";
  private static final int KEY_BYTES = 32;
  private static final int LONGEST_NAME = 64;

  /** Browsers take such a name from the host itself only, and over TLS (RFC 6265bis). */
  private static final String OF_HOST = "__Host-";

  private final SecretReferences secrets;
  private final Diagnostics diagnostics;
  private final Map<String, String> taken = new HashMap<>();

  SessionCookies(SecretReferences secrets, Diagnostics diagnostics) {
    this.secrets = secrets;
    this.diagnostics = diagnostics;
  }

  /**
   * @return the newest first; none if nothing is written; empty after a diagnostic
   */
  Optional<List<SecretEntry>> keys(@Nullable ObjectReference ref, String field) {
    if (ref == null) {
      return Optional.of(List.of());
    }
    Optional<SecretReferences.Found> now = secrets.text(ref, SECRET, EntryForm.TEXT, field);
    if (now.isEmpty() || !isKey(now.get(), field)) {
      return Optional.empty();
    }
    List<SecretEntry> keys = new ArrayList<>(List.of(now.get().entry()));
    if (secrets.entryIfAny(ref, PREVIOUS, EntryForm.TEXT, field).isPresent()) {
      Optional<SecretReferences.Found> before = secrets.text(ref, PREVIOUS, EntryForm.TEXT, field);
      if (before.isEmpty() || !isKey(before.get(), field)) {
        return Optional.empty();
      }
      keys.add(before.get().entry());
    }
    return Optional.of(keys);
  }

  private boolean isKey(SecretReferences.Found found, String field) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(found.text().value());
    } catch (IllegalArgumentException e) {
      // Its message quotes what it read.
      bytes = new byte[0];
    }
    if (bytes.length != KEY_BYTES) {
      diagnostics.error(
          DataPlaneReason.INVALID_SECRET,
          field + ".name",
          "the value of "
              + PlainText.quote(found.entry().key())
              + " in the Secret "
              + PlainText.quote(found.entry().secret().name())
              + " is not 32 bytes in base64; make one with `openssl rand -base64 32`");
      return false;
    }
    return true;
  }

  /**
   * @param provider whose name is that of the cookie as well, unless another is written
   * @return empty after a diagnostic
   */
  Optional<String> name(String provider, OidcProvider.@Nullable Cookie written, String field) {
    String name =
        written == null || written.name() == null ? OF_HOST + "sluice-" + provider : written.name();
    if (name.isEmpty()
        || name.length() > LONGEST_NAME + OF_HOST.length() + "sluice-".length()
        || !name.chars()
            .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || "-_.".indexOf(c) >= 0))) {
      error(
          field,
          PlainText.quote(name)
              + " is no name of a cookie; use up to 64 letters, digits and - _ . in it");
      return Optional.empty();
    }
    // Numbers are added behind a dot, so none may begin as another does.
    for (Map.Entry<String, String> other : taken.entrySet()) {
      if ((name + ".").startsWith(other.getKey() + ".")
          || (other.getKey() + ".").startsWith(name + ".")) {
        error(
            field,
            PlainText.quote(name)
                + " could be taken for a cookie of the provider "
                + PlainText.quote(other.getValue())
                + "; use another name");
        return Optional.empty();
      }
    }
    taken.put(name, provider);
    if (!name.startsWith(OF_HOST)) {
      diagnostics.warning(
          DataPlaneReason.INVALID_PROVIDER,
          field,
          PlainText.quote(name)
              + " can be set by other hosts of the same domain, too; begin it with __Host-, which"
              + " browsers then refuse them");
    }
    return Optional.of(name);
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
