package dev.sluice.dataplane.dns;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Finds the addresses of names. Never blocks, and never fails but with an answer that says so. */
public interface NameLookup {
  /**
   * @param name in lower case, in full, without trailing dot
   * @param whyNot why an alias (CNAME) may not be followed to this name
   */
  CompletionStage<NameAnswer> lookup(String name, Function<String, Optional<String>> whyNot);
}
