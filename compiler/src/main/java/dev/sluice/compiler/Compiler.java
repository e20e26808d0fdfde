package dev.sluice.compiler;

import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.resource.ResourceSet;
import java.util.List;
import java.util.TreeMap;

/**
 * Resources to snapshots and reports: a pure function. The same input gives the same bytes, in any
 * order; there is no clock, network, randomness or logger behind it; it never throws for what a
 * resource says.
 */
public final class Compiler {
  private Compiler() {}

  public static Compilation compile(ResourceSet resources, LastGood lastGood) {
    return compile(resources, lastGood, new CompileCache());
  }

  /**
   * @param cache of earlier compilations, by the same thread
   */
  public static Compilation compile(ResourceSet resources, LastGood lastGood, CompileCache cache) {
    return new Compilation(new TreeMap<>(), List.of());
  }
}
