package dev.sluice.snapshot;

/** Whether the data plane's own zone is preferred. */
public sealed interface ZonePreference {
  ZonePreference NONE = new None();

  /** All zones alike. */
  record None() implements ZonePreference {}

  /**
   * The own zone first, others when it cannot carry its share.
   *
   * @param minEndpoints with fewer healthy endpoints in the own zone all zones are alike, 1 or more
   */
  record OwnZoneFirst(int minEndpoints) implements ZonePreference {}
}
