package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.secret.ApiKeys;
import dev.sluice.crds.ApiKeyProvider;
import dev.sluice.crds.Keeping;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.IdentityProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Providers of kind {@code apiKey}. */
final class ApiKeyResolver {
  private static final CredentialPlace USUAL_PLACE = new CredentialPlace.Header("x-api-key", "");
  private static final Pattern LABEL =
      Pattern.compile("([a-z0-9][-a-z0-9.]{0,252}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
  private static final Pattern VALUE =
      Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

  private final SecretReferences secrets;
  private final CredentialPlaces places;
  private final ProviderHeaders headers;
  private final Diagnostics diagnostics;

  ApiKeyResolver(SecretReferences secrets, Diagnostics diagnostics) {
    this.secrets = secrets;
    this.places = new CredentialPlaces(diagnostics);
    this.headers = new ProviderHeaders(diagnostics);
    this.diagnostics = diagnostics;
  }

  IdentityProvider resolve(String name, ApiKeyProvider written, String field) {
    ApiKeyProvider.Forward forward = written.forward();
    Optional<String> header =
        headers.resolve(
            forward == null ? null : forward.ownerHeader(), field + ".forward.ownerHeader");
    Optional<List<CredentialPlace>> from =
        places.resolve(written.from(), USUAL_PLACE, field + ".from");
    SortedMap<String, String> labels =
        written.secretSelector() == null
            ? new TreeMap<>()
            : new TreeMap<>(written.secretSelector().matchLabels());
    boolean selects = areLabels(labels, field + ".secretSelector.matchLabels");
    if (from.isEmpty() || !selects) {
      return new IdentityProvider.Unavailable(
          name, "its configuration cannot be used", header.stream().toList());
    }
    return new IdentityProvider.ApiKeys(
        name,
        labels,
        from.get(),
        header.orElse(""),
        forward == null || forward.key() != Keeping.Keep);
  }

  private boolean areLabels(SortedMap<String, String> labels, String field) {
    if (labels.isEmpty()) {
      error(field, "is empty; name a label that the Secrets with keys have, and no others");
      return false;
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (!LABEL.matcher(label.getKey()).matches() || !VALUE.matcher(label.getValue()).matches()) {
        error(
            field,
            PlainText.quote(label.getKey() + ": " + label.getValue())
                + " is no label; write one such as sluice.dev/api-keys: partners");
        return false;
      }
    }
    return true;
  }

  /**
   * Says what is wrong with the keys of all providers together, for one key may be good for
   * several.
   *
   * @param fields of the providers, by name
   * @return the same providers, without those of which nobody knows the keys
   */
  List<IdentityProvider> judge(List<IdentityProvider> providers, Map<String, String> fields) {
    Map<String, SortedMap<String, String>> labels = new HashMap<>();
    providers.forEach(
        each -> {
          if (each instanceof IdentityProvider.ApiKeys keys) {
            labels.put(keys.name(), keys.selector());
          }
        });
    ApiKeys found = secrets.apiKeys(labels);
    return providers.stream()
        .map(
            each ->
                each instanceof IdentityProvider.ApiKeys keys
                    ? tell(keys, found, fields.get(each.name()) + ".apiKey.secretSelector")
                    : each)
        .toList();
  }

  private IdentityProvider tell(IdentityProvider.ApiKeys provider, ApiKeys found, String field) {
    ApiKeys.OfProvider mine = found.byProvider().get(provider.name());
    if (mine == null) {
      return provider;
    }
    if (mine.unlisted().isPresent()) {
      diagnostics.error(
          DataPlaneReason.SECRET_NOT_FOUND,
          field,
          "selects Secrets that cannot be looked for: they " + mine.unlisted().get());
      return new IdentityProvider.Unavailable(
          provider.name(), "its Secrets cannot be looked for", provider.identityHeaders());
    }
    mine.faults()
        .forEach(
            fault -> diagnostics.error(DataPlaneReason.INVALID_SECRET, field, fault.message()));
    if (mine.selected() == 0) {
      diagnostics.warning(
          DataPlaneReason.SECRET_NOT_FOUND,
          field,
          "selects no Secret of this namespace, so that nobody has a key; label one");
    }
    return provider;
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
