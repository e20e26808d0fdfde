package dev.sluice.compiler.secret;

import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.compiler.resource.SecretSelection;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The Secrets of one compilation, ready to be asked. Every question is remembered, for who collects
 * Secrets reads no others: see {@link #asked}.
 */
public final class SecretIndex {
  private final Map<ObjectKey, Secret> secrets = new HashMap<>();
  private final Map<ObjectKey, String> unreadable;
  private final LastGood lastGood;
  private final JudgedSecrets cache;
  private final Map<SecretSelection, String> unlisted;
  private final SortedSet<ObjectKey> asked = new TreeSet<>();
  private final SortedSet<SecretSelection> selections = new TreeSet<>();

  /**
   * @param cache of earlier compilations
   */
  public SecretIndex(ResourceSet resources, LastGood lastGood, JudgedSecrets cache) {
    resources.secrets().forEach(secret -> secrets.put(ObjectKeys.of(secret), secret));
    this.unreadable = resources.unreadableSecrets();
    this.unlisted = resources.unlistedSecrets();
    this.lastGood = lastGood;
    this.cache = cache;
  }

  /** What a Secret holds now; failing that, what it held while it was good. */
  public SecretVerdict answer(SecretQuestion question) {
    asked.add(question.secret());
    SecretVerdict now = now(question);
    return now instanceof SecretVerdict.Unusable(SecretFault fault)
        ? before(question)
            .<SecretVerdict>map(section -> new SecretVerdict.Kept(section, fault))
            .orElse(now)
        : now;
  }

  /** The Secrets that somebody wanted to know something of, whether they exist or not. */
  public SortedSet<ObjectKey> asked() {
    return Collections.unmodifiableSortedSet(asked);
  }

  /**
   * The API keys that Secrets of one namespace hold. Nothing of them is ever kept: a key whose
   * Secret is gone, broken or selected no more is good for nothing.
   *
   * @param labels by provider
   */
  public ApiKeys apiKeys(String namespace, Map<String, SortedMap<String, String>> labels) {
    SortedMap<String, SecretSelection> wanted = new TreeMap<>();
    labels.forEach((provider, each) -> wanted.put(provider, new SecretSelection(namespace, each)));
    selections.addAll(wanted.values());
    return new ApiKeyRing(wanted)
        .gather(
            secrets.entrySet().stream()
                .filter(each -> each.getKey().namespace().equals(namespace))
                .toList(),
            (key, secret) ->
                cache.get(
                    new SectionKey(SectionKind.API_KEY, key),
                    secret,
                    () -> ApiKeyJudge.judge(key, secret)),
            unlisted);
  }

  /** The selections of Secrets that somebody wanted to know something of. */
  public SortedSet<SecretSelection> selections() {
    return Collections.unmodifiableSortedSet(selections);
  }

  private SecretVerdict now(SecretQuestion question) {
    ObjectKey key = question.secret();
    Secret secret = secrets.get(key);
    String why = unreadable.get(key);
    if (secret == null && why != null) {
      return new SecretVerdict.Unusable(
          new SecretFault(
              SecretFault.Kind.NOT_FOUND, "the Secret " + PlainText.quote(key.name()) + " " + why));
    }
    if (secret == null) {
      return new SecretVerdict.Unusable(
          new SecretFault(
              SecretFault.Kind.NOT_FOUND,
              "there is no Secret "
                  + PlainText.quote(key.name())
                  + " in namespace "
                  + PlainText.quote(key.namespace())
                  + "; create it or correct the name"));
    }
    return switch (question) {
      // Several entries of one Secret may be asked for, in a section together.
      case SecretQuestion.OfEntry entry -> SecretJudge.judge(question, secret);
      case SecretQuestion.OfPasswords passwords -> SecretJudge.judge(question, secret);
      case SecretQuestion.OfCertificate certificate -> judgedOnce(question, secret);
      case SecretQuestion.OfAuthorities authorities -> judgedOnce(question, secret);
    };
  }

  private SecretVerdict judgedOnce(SecretQuestion question, Secret secret) {
    return cache.get(question.section(), secret, () -> SecretJudge.judge(question, secret));
  }

  private Optional<SecretSection> before(SecretQuestion question) {
    return lastGood
        .secret(question.section())
        .flatMap(
            section ->
                switch (section) {
                  case SecretSection.Certificate certificate -> Optional.of(certificate);
                  case SecretSection.CaBundle authorities -> Optional.of(authorities);
                  case SecretSection.Credential credential ->
                      question instanceof SecretQuestion.OfEntry entry
                              && (entry.form() != EntryForm.KEY_SET || mayBeThere(entry))
                          ? only(credential, entry)
                          : Optional.empty();
                  // A key whose Secret is gone is good for nothing, at once.
                  case SecretSection.ApiKey key -> Optional.empty();
                  case SecretSection.Passwords passwords ->
                      question instanceof SecretQuestion.OfPasswords entry && mayBeThere(entry)
                          ? only(passwords, entry)
                          : Optional.empty();
                });
  }

  /** Who deletes a Secret with passwords, or with keys of tokens, locks their owners out. */
  private boolean mayBeThere(SecretQuestion question) {
    return secrets.containsKey(question.secret()) || unreadable.containsKey(question.secret());
  }

  private static Optional<SecretSection> only(
      SecretSection.Passwords passwords, SecretQuestion.OfPasswords entry) {
    return Optional.ofNullable(passwords.files().get(entry.key()))
        .map(lines -> SecretJudge.passwords(entry.secret(), entry.key(), lines.value()));
  }

  /** A value that was good in one place of a request need not be so in another. */
  private static Optional<SecretSection> only(
      SecretSection.Credential credential, SecretQuestion.OfEntry entry) {
    return Optional.ofNullable(credential.values().get(entry.key()))
        .map(SecretText::value)
        .filter(value -> entry.form().fault(value).isEmpty())
        .map(value -> SecretJudge.credential(entry.secret(), entry.key(), value));
  }
}
