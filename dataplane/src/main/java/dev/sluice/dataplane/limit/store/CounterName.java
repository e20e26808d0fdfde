package dev.sluice.dataplane.limit.store;

/**
 * What names a counter, for as long as one request is asked about: not to be kept. The short name
 * is cheap and known in this process only, the other one dear and the same everywhere.
 */
public interface CounterName {
  /** Of the hash of this process. */
  long high();

  /** Likewise. */
  long low();

  CounterKey shared();
}
