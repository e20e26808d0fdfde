package dev.sluice.compiler.secret;

import dev.sluice.compiler.resource.SecretSelection;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Gathers the keys of a data plane's providers. Each Secret is judged alone. Of two with one key
 * the older counts, for it was there when nobody could be mistaken; the other is told.
 */
final class ApiKeyRing {
  /** The age is a time of RFC 3339 in UTC; files have none, so that names decide. */
  private static final Comparator<Map.Entry<ObjectKey, Secret>> OLDER_FIRST =
      Comparator.comparing(
              (Map.Entry<ObjectKey, Secret> each) ->
                  Objects.requireNonNullElse(
                      each.getValue().getMetadata().getCreationTimestamp(), ""))
          .thenComparing(Map.Entry::getKey);

  private final SortedMap<String, SecretSelection> selections;
  private final Map<String, Map<String, String>> taken = new HashMap<>();
  private final Map<String, SortedMap<ObjectKey, SecretFault>> faults = new HashMap<>();
  private final Map<String, Integer> selected = new HashMap<>();

  /**
   * @param selections by provider
   */
  ApiKeyRing(SortedMap<String, SecretSelection> selections) {
    this.selections = selections;
  }

  /**
   * @param unlisted why the Secrets of a selection are not known
   */
  ApiKeys gather(
      Collection<Map.Entry<ObjectKey, Secret>> secrets,
      BiFunction<ObjectKey, Secret, SecretVerdict> judge,
      Map<SecretSelection, String> unlisted) {
    List<SecretSection.ApiKey> sections = new ArrayList<>();
    for (Map.Entry<ObjectKey, Secret> each : secrets.stream().sorted(OLDER_FIRST).toList()) {
      List<String> providers =
          selections.entrySet().stream()
              .filter(entry -> !unlisted.containsKey(entry.getValue()))
              .filter(entry -> isSelected(each, entry.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      if (!providers.isEmpty()) {
        providers.forEach(provider -> selected.merge(provider, 1, Integer::sum));
        add(each.getKey(), judge.apply(each.getKey(), each.getValue()), providers)
            .ifPresent(sections::add);
      }
    }
    sections.sort(Comparator.comparing(SecretSection.ApiKey::secret));
    Map<String, ApiKeys.OfProvider> told = new TreeMap<>();
    selections.forEach(
        (provider, selection) ->
            told.put(
                provider,
                new ApiKeys.OfProvider(
                    selected.getOrDefault(provider, 0),
                    List.copyOf(faults.getOrDefault(provider, new TreeMap<>()).values()),
                    Optional.ofNullable(unlisted.get(selection)))));
    return new ApiKeys(sections, told);
  }

  private static boolean isSelected(
      Map.Entry<ObjectKey, Secret> secret, SecretSelection selection) {
    Map<String, String> labels =
        Objects.requireNonNullElse(secret.getValue().getMetadata().getLabels(), Map.of());
    return secret.getKey().namespace().equals(selection.namespace())
        && labels.entrySet().containsAll(selection.labels().entrySet());
  }

  private Optional<SecretSection.ApiKey> add(
      ObjectKey key, SecretVerdict verdict, List<String> providers) {
    if (verdict instanceof SecretVerdict.Unusable(SecretFault fault)) {
      providers.forEach(provider -> fault(provider, key, fault));
    }
    if (!(verdict.served().orElse(null) instanceof SecretSection.ApiKey read)) {
      return Optional.empty();
    }
    List<String> good = new ArrayList<>();
    for (String provider : providers) {
      String older =
          taken
              .computeIfAbsent(provider, name -> new HashMap<>())
              .putIfAbsent(read.hash(), key.name());
      if (older == null) {
        good.add(provider);
      } else {
        fault(
            provider,
            key,
            SecretFault.invalid(
                "the Secret "
                    + key.name()
                    + " has the same key as "
                    + older
                    + ", which is older and counts; make another key with `openssl rand -base64"
                    + " 32`"));
      }
    }
    return good.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SecretSection.ApiKey(
                key,
                good,
                read.hash(),
                read.owner(),
                read.permissions(),
                read.attributes(),
                read.expires()));
  }

  private void fault(String provider, ObjectKey secret, SecretFault fault) {
    faults.computeIfAbsent(provider, name -> new TreeMap<>()).put(secret, fault);
  }
}
