package dev.sluice.cli;

import dev.sluice.compiler.yaml.LoadedObject;
import dev.sluice.compiler.yaml.ResourceLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Directories that are read again and again. A file that is broken keeps what it last had: objects
 * that cannot be read now, and came from that file before, stay as they were.
 */
final class KeptResources {
  private final List<Path> directories;
  private final ResourceLoader loader = new ResourceLoader();
  private List<LoadedObject> before = List.of();

  KeptResources(List<Path> directories) {
    this.directories = List.copyOf(directories);
  }

  Resources load() {
    ResourceLoader.Loaded loaded = loader.load(directories);
    Map<String, LoadedObject> old = new HashMap<>();
    before.forEach(object -> old.put(identity(object), object));
    List<LoadedObject> objects = new ArrayList<>();
    Set<String> present = new HashSet<>();
    for (LoadedObject now : loaded.objects()) {
      LoadedObject last = old.get(identity(now));
      // The same object where nothing changed: by that the compiler knows what it has done before.
      objects.add(
          last != null && last.object().equals(now.object())
              ? new LoadedObject(last.object(), now.file(), now.lines())
              : now);
      present.add(identity(now));
    }
    for (LoadedObject last : before) {
      if (isBroken(last.file(), loaded.brokenFiles()) && present.add(identity(last))) {
        objects.add(last);
      }
    }
    before = List.copyOf(objects);
    return new Resources(before, loaded.problems());
  }

  /** Also when the directory above it cannot be read. */
  private static boolean isBroken(Path file, Set<Path> broken) {
    return broken.stream().anyMatch(file::startsWith);
  }

  private static String identity(LoadedObject object) {
    return object.kind() + " " + object.namespace() + "/" + object.name();
  }
}
