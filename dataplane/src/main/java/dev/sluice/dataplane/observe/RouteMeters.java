package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.exchange.RouteMeter;
import dev.sluice.snapshot.ObjectKey;
import java.util.Set;

/** Gives each rule its meter, and forgets those of rules that are gone. */
public interface RouteMeters {
  record RuleKey(ObjectKey route, String rule) {}

  /** The same one for the same rule, however many snapshots come and go. */
  RouteMeter meter(ObjectKey route, String rule);

  /** Called after each swap with all rules that are in force. */
  void keepOnly(Set<RuleKey> rules);
}
