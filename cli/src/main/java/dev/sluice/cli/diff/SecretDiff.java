package dev.sluice.cli.diff;

import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which Secrets hold something else than before. Never what: not even how much of it. */
final class SecretDiff {
  private SecretDiff() {}

  static List<Change> of(List<SecretSection> before, List<SecretSection> now) {
    List<Change> changes = new ArrayList<>();
    Map<SectionKey, SecretSection> old = new TreeMap<>();
    before.forEach(section -> old.put(section.key(), section));
    for (SecretSection section : now) {
      SecretSection was = old.remove(section.key());
      if (was == null) {
        changes.add(change(section, "is used as " + use(section)));
      } else if (!was.equals(section)) {
        changes.add(change(section, "holds another " + use(section)));
      }
    }
    old.values().forEach(gone -> changes.add(change(gone, "is no longer used as " + use(gone))));
    return changes;
  }

  private static Change change(SecretSection section, String what) {
    String name = "Secret " + section.secret();
    return Change.of(Change.Kind.SECRET, name, name + ": " + what);
  }

  private static String use(SecretSection section) {
    return switch (section) {
      case SecretSection.Certificate certificate -> "certificate";
      case SecretSection.CaBundle bundle -> "bundle of authorities";
      case SecretSection.Credential credential -> "credential";
      case SecretSection.ApiKey key -> "API key";
      case SecretSection.Passwords passwords -> "file of passwords";
    };
  }
}
