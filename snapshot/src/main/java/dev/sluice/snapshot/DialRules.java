package dev.sluice.snapshot;

import java.util.List;

/**
 * Which addresses a data plane may connect to, for names that it looks up itself: what the compiler
 * refuses in a resource is refused at the dial too.
 *
 * @param local loopback addresses are allowed: one process on one machine
 * @param allowed networks that are allowed although they are refused otherwise
 * @param denied addresses that are refused besides, such as the API server's; sorted
 */
public record DialRules(boolean local, List<String> allowed, List<String> denied) {
  /** Of a cluster where nothing more is known. */
  public static final DialRules CLUSTER = new DialRules(false, List.of(), List.of());

  public DialRules {
    allowed = List.copyOf(allowed);
    denied = denied.stream().sorted().distinct().toList();
  }
}
