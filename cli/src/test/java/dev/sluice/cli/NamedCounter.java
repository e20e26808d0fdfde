package dev.sluice.cli;

import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.CounterName;

/** The name of a counter, as the steps of a chain make it of a request. */
record NamedCounter(long number) implements CounterName {
  @Override
  public long high() {
    return number;
  }

  @Override
  public long low() {
    return -number;
  }

  @Override
  public CounterKey shared() {
    return new CounterKey(number, number);
  }
}
