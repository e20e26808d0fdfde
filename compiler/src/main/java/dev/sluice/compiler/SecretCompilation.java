package dev.sluice.compiler;

import dev.sluice.compiler.CompileCache.Part;
import dev.sluice.compiler.secret.SecretIndex;
import dev.sluice.compiler.secret.SecretQuestion;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SnapshotCodec;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The secrets of each data plane: those that its listeners and its backends refer to. */
final class SecretCompilation {
  private final SecretIndex index;
  private final Memo<SecretSection, EncodedSection> encoded;

  SecretCompilation(SecretIndex index, Memo<SecretSection, EncodedSection> encoded) {
    this.index = index;
    this.encoded = encoded;
  }

  /** Whether all that a section needs can be served. */
  boolean isServed(List<SecretQuestion> used) {
    return used.stream().allMatch(question -> index.answer(question).served().isPresent());
  }

  /** Sorted by key. */
  List<Part<SecretSection>> of(GatewaySection gateway, Collection<BackendSection> backends) {
    SortedMap<SectionKey, SecretSection> sections = new TreeMap<>();
    UsedSecrets.of(gateway).forEach(question -> add(question, sections));
    backends.forEach(
        backend -> UsedSecrets.of(backend).forEach(question -> add(question, sections)));
    apiKeys(gateway).forEach(key -> sections.put(key.key(), key));
    return sections.values().stream()
        .map(
            section ->
                new Part<>(
                    section,
                    encoded.get(section, earlier -> true, () -> SnapshotCodec.encode(section))))
        .toList();
  }

  /** Those that exist now, whatever was served before. */
  private List<SecretSection.ApiKey> apiKeys(GatewaySection gateway) {
    Map<String, SortedMap<String, String>> labels = new HashMap<>();
    for (IdentityProvider provider : gateway.identities().providers()) {
      if (provider instanceof IdentityProvider.ApiKeys keys) {
        labels.put(keys.name(), keys.selector());
      }
    }
    return labels.isEmpty()
        ? List.of()
        : index.apiKeys(gateway.dataPlane().namespace(), labels).sections();
  }

  private void add(SecretQuestion question, SortedMap<SectionKey, SecretSection> sections) {
    SecretSection section =
        index
            .answer(question)
            .served()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "a section needs the " + question.section() + ", which cannot be served"));
    sections.merge(question.section(), section, SecretCompilation::together);
  }

  /** The entries of one Secret stand in one section. */
  private static SecretSection together(SecretSection one, SecretSection other) {
    if (one instanceof SecretSection.Credential first
        && other instanceof SecretSection.Credential second) {
      SortedMap<String, SecretText> values = new TreeMap<>(first.values());
      values.putAll(second.values());
      return new SecretSection.Credential(first.secret(), values);
    }
    if (one instanceof SecretSection.Passwords first
        && other instanceof SecretSection.Passwords second) {
      SortedMap<String, SecretText> files = new TreeMap<>(first.files());
      files.putAll(second.files());
      return new SecretSection.Passwords(first.secret(), files);
    }
    return one;
  }
}
