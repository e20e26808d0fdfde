package dev.sluice.dataplane.secret;

import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The secrets of one snapshot. A section that did not change since the last snapshot is the same
 * object, so that whoever made something of it can tell by identity that it is still good.
 */
public final class Secrets {
  public static final Secrets NONE = of(List.of());

  private final Map<SectionKey, SecretSection> sections;

  private Secrets(Map<SectionKey, SecretSection> sections) {
    this.sections = sections;
  }

  public static Secrets of(Collection<SecretSection> sections) {
    Map<SectionKey, SecretSection> byKey = new HashMap<>();
    sections.forEach(section -> byKey.put(section.key(), section));
    return new Secrets(byKey);
  }

  /**
   * @throws IllegalArgumentException if the snapshot does not have it
   */
  public SecretSection.Certificate certificate(ObjectKey secret) {
    return find(SectionKind.CERTIFICATE, secret, SecretSection.Certificate.class);
  }

  /**
   * @throws IllegalArgumentException if the snapshot does not have it
   */
  public SecretSection.CaBundle caBundle(ObjectKey secret) {
    return find(SectionKind.CA_BUNDLE, secret, SecretSection.CaBundle.class);
  }

  /**
   * @throws IllegalArgumentException if the snapshot does not have it
   */
  public SecretSection.Credential credential(ObjectKey secret) {
    return find(SectionKind.CREDENTIAL, secret, SecretSection.Credential.class);
  }

  /**
   * @throws IllegalArgumentException if the snapshot does not have it
   */
  public SecretSection.Passwords passwords(ObjectKey secret) {
    return find(SectionKind.PASSWORDS, secret, SecretSection.Passwords.class);
  }

  /** The authorities of a Secret, if the snapshot has them. */
  public Optional<SecretSection.CaBundle> bundle(ObjectKey secret) {
    return Optional.ofNullable(sections.get(new SectionKey(SectionKind.CA_BUNDLE, secret)))
        .map(SecretSection.CaBundle.class::cast);
  }

  /** An entry of a credential, if the snapshot has it. */
  public Optional<SecretText> text(SecretEntry entry) {
    return Optional.ofNullable(sections.get(new SectionKey(SectionKind.CREDENTIAL, entry.secret())))
        .map(SecretSection.Credential.class::cast)
        .map(section -> section.values().get(entry.key()));
  }

  /**
   * The same.
   *
   * @throws IllegalArgumentException if the snapshot does not have it
   */
  public SecretText entry(SecretEntry entry) {
    SecretText text = credential(entry.secret()).values().get(entry.key());
    if (text == null) {
      throw new IllegalArgumentException(
          "the snapshot has no " + entry.key() + " of " + entry.secret());
    }
    return text;
  }

  /** The key of a Secret, if the snapshot has it. */
  public Optional<SecretSection.ApiKey> apiKey(ObjectKey secret) {
    return Optional.ofNullable(sections.get(new SectionKey(SectionKind.API_KEY, secret)))
        .map(SecretSection.ApiKey.class::cast);
  }

  /** The lines of an entry with passwords, if the snapshot has it. */
  public Optional<String> passwordFile(SecretEntry entry) {
    return Optional.ofNullable(sections.get(new SectionKey(SectionKind.PASSWORDS, entry.secret())))
        .map(SecretSection.Passwords.class::cast)
        .map(section -> section.files().get(entry.key()))
        .map(SecretText::value);
  }

  /** The keys that are good for a provider, sorted by Secret. */
  public List<SecretSection.ApiKey> apiKeys(String provider) {
    return sections.values().stream()
        .filter(SecretSection.ApiKey.class::isInstance)
        .map(SecretSection.ApiKey.class::cast)
        .filter(key -> key.providers().contains(provider))
        .sorted(Comparator.comparing(SecretSection.ApiKey::secret))
        .toList();
  }

  private <T extends SecretSection> T find(SectionKind kind, ObjectKey secret, Class<T> type) {
    SecretSection section = sections.get(new SectionKey(kind, secret));
    if (section == null) {
      throw new IllegalArgumentException("the snapshot has no " + kind + " " + secret);
    }
    return type.cast(section);
  }

  @Override
  public String toString() {
    return "Secrets" + sections.keySet();
  }
}
