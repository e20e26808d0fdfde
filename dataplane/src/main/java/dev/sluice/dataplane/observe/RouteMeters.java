package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.exchange.RouteMeter;
import dev.sluice.snapshot.ObjectKey;
import java.util.Set;

/** Gives each rule its meter, and forgets those of rules and backends that are gone. */
public interface RouteMeters {
  record RuleKey(ObjectKey route, String rule) {}

  RouteMeter meter(ObjectKey route, String rule);

  /** Called after each swap with all that is in force. */
  void keepOnly(Set<RuleKey> rules, Set<ObjectKey> backends);
}
