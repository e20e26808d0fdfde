package dev.sluice.compiler.secret;

import dev.sluice.snapshot.SectionKey;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Remembers what certificates of earlier compilations were found to be: to check a key costs a
 * signature. Not safe for several threads at once.
 */
public final class JudgedSecrets {
  private Map<SectionKey, Judged> before = new HashMap<>();
  private Map<SectionKey, Judged> now = new HashMap<>();

  private record Judged(Secret secret, SecretVerdict verdict) {}

  SecretVerdict get(SectionKey section, Secret secret, Supplier<SecretVerdict> judge) {
    Judged judged = now.getOrDefault(section, before.get(section));
    if (judged == null || !judged.secret.equals(secret)) {
      judged = new Judged(secret, judge.get());
    }
    now.put(section, judged);
    return judged.verdict;
  }

  /** To be called after each compilation: what was not asked for is forgotten. */
  public void turn() {
    before = now;
    now = HashMap.newHashMap(before.size());
  }
}
