package dev.sluice.cli;

import dev.sluice.compiler.yaml.LoadedObject;
import dev.sluice.compiler.yaml.LoadedObject.Identity;
import dev.sluice.compiler.yaml.Problem;
import dev.sluice.compiler.yaml.ResourceLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Directories that are read again and again. A mistake in one resource keeps that one as it was and
 * no other: what stands in no file any more is gone, whatever is wrong beside it. Only where nobody
 * can tell what a file holds, or under which name a resource stands there now, is what it held
 * kept.
 */
final class KeptResources {
  private static final int NAMED = 5;

  private final List<Path> directories;
  private final ResourceLoader loader = new ResourceLoader();
  private List<LoadedObject> before = List.of();

  KeptResources(List<Path> directories) {
    this.directories = List.copyOf(directories);
  }

  Resources load() {
    ResourceLoader.Loaded loaded = loader.load(directories);
    Map<Identity, LoadedObject> old = new HashMap<>();
    before.forEach(object -> old.put(object.identity(), object));
    List<LoadedObject> objects = new ArrayList<>();
    Set<Identity> present = new HashSet<>();
    for (LoadedObject now : loaded.objects()) {
      LoadedObject last = old.get(now.identity());
      // The same object where nothing changed: by that the compiler knows what it has done before.
      objects.add(
          last != null && last.object().equals(now.object())
              ? new LoadedObject(last.object(), now.file(), now.lines())
              : now);
      present.add(now.identity());
    }
    Map<Path, List<Identity>> missing = new TreeMap<>();
    for (LoadedObject last : before) {
      Identity identity = last.identity();
      boolean stands = loaded.brokenObjects().containsKey(identity);
      if ((stands || mayStand(last, loaded, old.keySet())) && present.add(identity)) {
        objects.add(last);
        if (!stands) {
          missing.computeIfAbsent(last.file(), file -> new ArrayList<>()).add(identity);
        }
      }
    }
    before = List.copyOf(objects);
    List<Problem> problems = new ArrayList<>(loaded.problems());
    missing.forEach((file, kept) -> problems.add(kept(file, kept)));
    return new Resources(before, problems);
  }

  /** In a part of its file that cannot be read, or under another name, with a mistake. */
  private static boolean mayStand(
      LoadedObject last, ResourceLoader.Loaded loaded, Set<Identity> known) {
    return loaded.brokenFiles().stream().anyMatch(last.file()::startsWith)
        || loaded.brokenObjects().entrySet().stream()
            .anyMatch(
                broken ->
                    broken.getValue().equals(last.file())
                        && broken.getKey().kind().equals(last.kind())
                        && !known.contains(broken.getKey()));
  }

  private static Problem kept(Path file, List<Identity> kept) {
    return new Problem(
        Problem.Severity.WARNING,
        file,
        1,
        "",
        "",
        kept.stream().limit(NAMED).map(Identity::toString).collect(Collectors.joining(", "))
            + (kept.size() > NAMED ? " and " + (kept.size() - NAMED) + " more" : "")
            + (kept.size() == 1 ? " counts" : " count")
            + " as before until the mistakes here are mended");
  }
}
