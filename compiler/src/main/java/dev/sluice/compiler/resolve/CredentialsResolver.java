package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.BackendReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.secret.EntryForm;
import dev.sluice.crds.Credentials;
import dev.sluice.crds.ObjectReference;
import dev.sluice.crds.SecretKeyReference;
import dev.sluice.matching.HttpToken;
import dev.sluice.snapshot.BackendCredential;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code credentials} of a ServiceBackend. Where one was asked for and cannot be had, requests stay
 * here: they would reach the backend in the name of whoever the client claims to be.
 */
final class CredentialsResolver {
  private static final String PATH = "spec.credentials";
  private static final int LONGEST_NAME = 128;

  private final SecretReferences secrets;
  private final BackendAddresses addresses;
  private final Diagnostics diagnostics;

  CredentialsResolver(
      SecretReferences secrets, BackendAddresses addresses, Diagnostics diagnostics) {
    this.secrets = secrets;
    this.addresses = addresses;
    this.diagnostics = diagnostics;
  }

  BackendCredential resolve(@Nullable Credentials written) {
    if (written == null) {
      return BackendCredential.NONE;
    }
    long given =
        Stream.of(written.bearer(), written.basic(), written.apiKey(), written.oauth2())
            .filter(Objects::nonNull)
            .count();
    if (given != 1) {
      error(
          PATH,
          "needs exactly one of bearer, basic, apiKey and oauth2; "
              + (given == 0 ? "add one" : "remove the others"));
      return new BackendCredential.Unavailable();
    }
    return resolveOne(written).orElseGet(BackendCredential.Unavailable::new);
  }

  private Optional<BackendCredential> resolveOne(Credentials written) {
    if (written.bearer() != null) {
      return entry(written.bearer().secretRef(), "token", EntryForm.TOKEN, "bearer.secretRef")
          .map(BackendCredential.Bearer::new);
    }
    if (written.basic() != null) {
      return pair(written.basic().secretRef(), "username", "password", "basic.secretRef")
          .map(pair -> new BackendCredential.Basic(pair.first, pair.second));
    }
    if (written.apiKey() != null) {
      return apiKey(written.apiKey());
    }
    return Optional.ofNullable(written.oauth2()).flatMap(this::oauth2);
  }

  private Optional<BackendCredential> apiKey(Credentials.ApiKey written) {
    String field = PATH + ".apiKey";
    if ((written.header() == null) == (written.query() == null)) {
      error(
          field,
          "needs exactly one of header and query; "
              + (written.header() == null ? "add one" : "remove one"));
      return Optional.empty();
    }
    if (written.header() != null) {
      String name = written.header().toLowerCase(Locale.ROOT);
      Optional<SecretEntry> value =
          entry(written.secretRef(), "key", EntryForm.HEADER_VALUE, "apiKey.secretRef");
      return isHeader(name, field + ".header")
          ? value.map(entry -> new BackendCredential.ApiKeyHeader(name, entry))
          : Optional.empty();
    }
    String name = Objects.requireNonNullElse(written.query(), "");
    Optional<SecretEntry> value =
        entry(written.secretRef(), "key", EntryForm.TEXT, "apiKey.secretRef");
    if (!isUnreserved(name)) {
      error(
          field + ".query",
          PlainText.quote(name)
              + " cannot be written in a query as it is; use letters, digits and - . _ ~");
      return Optional.empty();
    }
    return value.map(entry -> new BackendCredential.ApiKeyQuery(name, entry));
  }

  private boolean isHeader(String name, String field) {
    if (!HttpToken.matches(name) || name.length() > LONGEST_NAME) {
      error(field, PlainText.quote(name) + " is no header name; write one such as X-API-Key");
      return false;
    }
    Optional<String> why = ProtectedHeaders.IN_REQUESTS.whyNot(name);
    why.ifPresent(reason -> error(field, PlainText.quote(name) + " " + reason));
    return why.isEmpty();
  }

  /** RFC 3986, section 2.3. */
  private static boolean isUnreserved(String name) {
    return !name.isEmpty()
        && name.length() <= LONGEST_NAME
        && name.chars()
            .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0));
  }

  private Optional<BackendCredential> oauth2(Credentials.Oauth2 written) {
    String field = PATH + ".oauth2";
    Optional<String> endpoint =
        new TokenEndpoint(addresses, diagnostics)
            .resolve(written.tokenEndpoint(), field + ".tokenEndpoint");
    boolean scopesAreGood = true;
    for (int i = 0; i < written.scopes().size(); i++) {
      if (!isScope(written.scopes().get(i))) {
        scopesAreGood = false;
        error(
            field + ".scopes[" + i + "]",
            PlainText.quote(written.scopes().get(i))
                + " is no scope; write each by itself, without spaces and quotes");
      }
    }
    List<ObjectKey> authorities =
        secrets.authorities(written.caCertificateRefs(), field + ".caCertificateRefs");
    Optional<Pair> client =
        pair(written.clientSecretRef(), "client-id", "client-secret", "oauth2.clientSecretRef");
    // Without the authorities that were named, those of the platform would be believed instead.
    boolean trustIsGood = authorities.isEmpty() == written.caCertificateRefs().isEmpty();
    if (endpoint.isEmpty() || client.isEmpty() || !scopesAreGood || !trustIsGood) {
      return Optional.empty();
    }
    return Optional.of(
        new BackendCredential.Oauth2(
            endpoint.get(),
            client.get().first,
            client.get().second,
            written.scopes(),
            authorities));
  }

  /** RFC 6749, section 3.3. */
  private static boolean isScope(String scope) {
    return !scope.isEmpty()
        && scope.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
  }

  private record Pair(SecretEntry first, SecretEntry second) {}

  private Optional<Pair> pair(
      @Nullable ObjectReference ref, String first, String second, String field) {
    Optional<SecretEntry> one =
        secrets.entry(
            ref,
            first,
            first.equals("username") ? EntryForm.USERNAME : EntryForm.TEXT,
            PATH + "." + field);
    Optional<SecretEntry> other = secrets.entry(ref, second, EntryForm.TEXT, PATH + "." + field);
    return one.isPresent() && other.isPresent()
        ? Optional.of(new Pair(one.get(), other.get()))
        : Optional.empty();
  }

  private Optional<SecretEntry> entry(
      @Nullable SecretKeyReference ref, String usual, EntryForm form, String field) {
    return secrets.entry(
        ref == null ? null : new ObjectReference(ref.name(), ref.namespace()),
        ref == null || ref.key() == null ? usual : ref.key(),
        form,
        PATH + "." + field);
  }

  private void error(String field, String message) {
    diagnostics.error(BackendReason.INVALID_VALUE, field, message);
  }
}
