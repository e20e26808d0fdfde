package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.secret.ApiKeys;
import dev.sluice.compiler.secret.EntryForm;
import dev.sluice.compiler.secret.SecretAnswer;
import dev.sluice.compiler.secret.SecretFault;
import dev.sluice.compiler.secret.SecretIndex;
import dev.sluice.compiler.secret.SecretQuestion;
import dev.sluice.compiler.secret.SecretVerdict;
import dev.sluice.crds.ObjectReference;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Secrets that one resource refers to, all of its own namespace. What is wrong with them is
 * told with the field. An answer that is not empty can be served: the Secret is good, or what it
 * held while it was good is kept. For an empty answer nothing was ever good; who asked must then
 * serve less rather than serve unprotected.
 */
final class SecretReferences {
  private final String namespace;
  private final SecretIndex index;
  private final SecretReasons reasons;
  private final Diagnostics diagnostics;
  private final List<SecretAnswer> given = new ArrayList<>();
  private final Set<String> told = new HashSet<>();
  private int kept;

  /**
   * @param namespace of the resource
   */
  SecretReferences(
      String namespace, SecretIndex index, SecretReasons reasons, Diagnostics diagnostics) {
    this.namespace = namespace;
    this.index = index;
    this.reasons = reasons;
    this.diagnostics = diagnostics;
  }

  /** Of the resource. */
  String namespace() {
    return namespace;
  }

  /** The certificate that a Secret holds. */
  Optional<ObjectKey> certificate(@Nullable ObjectReference ref, String field) {
    return key(ref, field, SecretQuestion.OfCertificate::new);
  }

  /** The certificates that Secrets hold, without those that cannot be served. */
  List<ObjectKey> certificates(@Nullable List<ObjectReference> refs, String field) {
    return each(refs, field, this::certificate);
  }

  /** The authorities that Secrets hold, without those that cannot be served. */
  List<ObjectKey> authorities(@Nullable List<ObjectReference> refs, String field) {
    return each(refs, field, (ref, at) -> key(ref, at, SecretQuestion.OfAuthorities::new));
  }

  /** One entry of a Secret, to be shown to a backend. */
  Optional<SecretEntry> entry(
      @Nullable ObjectReference ref, String key, EntryForm form, String field) {
    return key(ref, field, secret -> new SecretQuestion.OfEntry(secret, key, form))
        .map(secret -> new SecretEntry(secret, key));
  }

  /**
   * One entry of a Secret that need not have it. Once it is taken out it is not served any longer.
   */
  Optional<SecretEntry> entryIfAny(ObjectReference ref, String key, EntryForm form, String field) {
    ObjectKey secret = new ObjectKey(namespace, String.valueOf(ref.name()));
    SecretQuestion question = new SecretQuestion.OfEntry(secret, key, form);
    SecretVerdict verdict = index.answer(question);
    boolean absent =
        switch (verdict) {
          case SecretVerdict.Good good -> false;
          case SecretVerdict.Kept(var section, SecretFault fault) -> isAbsence(fault);
          case SecretVerdict.Unusable(SecretFault fault) -> isAbsence(fault);
        };
    if (absent) {
      given.add(new SecretAnswer(question, verdict));
      return Optional.empty();
    }
    return entry(ref, key, form, field);
  }

  private static boolean isAbsence(SecretFault fault) {
    return fault.kind() == SecretFault.Kind.NO_ENTRY;
  }

  /**
   * An entry with what it holds.
   *
   * @param text that serves: the present one, or what was kept
   */
  record Found(SecretEntry entry, SecretText text) {}

  /** One entry of a Secret, for who must know more of it than its form. */
  Optional<Found> text(@Nullable ObjectReference ref, String key, EntryForm form, String field) {
    return entry(ref, key, form, field)
        .flatMap(
            entry ->
                index
                    .answer(new SecretQuestion.OfEntry(entry.secret(), key, form))
                    .served()
                    .filter(SecretSection.Credential.class::isInstance)
                    .map(section -> ((SecretSection.Credential) section).values().get(key))
                    .map(text -> new Found(entry, text)));
  }

  /**
   * API keys of Secrets that carry labels.
   *
   * @param labels by provider
   */
  ApiKeys apiKeys(Map<String, SortedMap<String, String>> labels) {
    return labels.isEmpty() ? new ApiKeys(List.of(), Map.of()) : index.apiKeys(namespace, labels);
  }

  /** Users and the hashes of their passwords. */
  Optional<SecretEntry> passwords(@Nullable ObjectReference ref, String key, String field) {
    return key(ref, field, secret -> new SecretQuestion.OfPasswords(secret, key))
        .map(secret -> new SecretEntry(secret, key));
  }

  /** How many mistakes were told of Secrets whose earlier content serves. */
  int kept() {
    return kept;
  }

  /** All answers, so that it is known later whether the resource would come out the same. */
  List<SecretAnswer> given() {
    return List.copyOf(given);
  }

  private interface One {
    Optional<ObjectKey> of(ObjectReference ref, String field);
  }

  private static List<ObjectKey> each(@Nullable List<ObjectReference> refs, String field, One one) {
    List<ObjectReference> written = Objects.requireNonNullElse(refs, List.of());
    List<ObjectKey> usable = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      one.of(written.get(i), field + "[" + i + "]")
          .filter(key -> !usable.contains(key))
          .ifPresent(usable::add);
    }
    return usable;
  }

  private Optional<ObjectKey> key(
      @Nullable ObjectReference ref, String field, Function<ObjectKey, SecretQuestion> question) {
    String name = ref == null ? null : ref.name();
    if (ref == null || name == null || name.isEmpty()) {
      diagnostics.error(
          reasons.invalidSecret(), field + ".name", "is missing; give the name of a Secret");
      return Optional.empty();
    }
    if (ref.namespace() != null && !ref.namespace().equals(namespace)) {
      // Whether it exists is the business of its own namespace.
      diagnostics.error(
          reasons.notPermitted(),
          field + ".namespace",
          "is another namespace, and references to Secrets do not leave their own; put the Secret"
              + " into this one and leave the field out");
      return Optional.empty();
    }
    return served(question.apply(new ObjectKey(namespace, name)), field);
  }

  private Optional<ObjectKey> served(SecretQuestion question, String field) {
    SecretVerdict verdict = index.answer(question);
    given.add(new SecretAnswer(question, verdict));
    return switch (verdict) {
      case SecretVerdict.Good(var section, List<SecretFault> flaws) -> {
        flaws.forEach(flaw -> tell(flaw, field, ""));
        yield Optional.of(question.secret());
      }
      case SecretVerdict.Kept(var section, SecretFault fault) -> {
        if (tell(fault, field, "; until then what it held before serves")) {
          kept++;
        }
        yield Optional.of(question.secret());
      }
      case SecretVerdict.Unusable(SecretFault fault) -> {
        tell(fault, field, "");
        yield Optional.empty();
      }
    };
  }

  /** Of two entries of a Secret that is not there, it is told once. */
  private boolean tell(SecretFault fault, String field, String meanwhile) {
    boolean first = told.add(field + "\n" + fault.message());
    if (first) {
      diagnostics.error(reasons.of(fault.kind()), field + ".name", fault.message() + meanwhile);
    }
    return first;
  }
}
