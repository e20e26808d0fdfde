package dev.sluice.collect;

import dev.sluice.compiler.resource.ResourceSet;
import java.util.Map;

/**
 * All resources at one moment.
 *
 * @param seen for each kind (plural name) the resource version up to which it had been seen, read
 *     before the objects: {@link dev.sluice.snapshot.Position#seen}
 */
public record Collected(ResourceSet resources, Map<String, Long> seen) {
  public Collected {
    seen = Map.copyOf(seen);
  }
}
