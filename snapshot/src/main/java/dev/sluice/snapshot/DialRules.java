package dev.sluice.snapshot;

import java.util.List;

/**
 * Which addresses a data plane may connect to: what the compiler refuses in a resource is refused
 * at the dial too.
 *
 * @param local loopback addresses are allowed: one process on one machine
 * @param allowed networks that are allowed although they are refused otherwise
 * @param denied addresses and networks that are refused besides: the API server's, and those that
 *     the installation says; sorted
 */
public record DialRules(boolean local, List<String> allowed, List<String> denied) {
  /** Of a cluster where nothing more is known. */
  public static final DialRules CLUSTER = new DialRules(false, List.of(), List.of());

  /** Of one machine: loopback is allowed. */
  public static final DialRules LOCAL = new DialRules(true, List.of(), List.of());

  public DialRules {
    allowed = List.copyOf(allowed);
    denied = denied.stream().sorted().distinct().toList();
  }
}
