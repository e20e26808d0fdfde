package dev.sluice.dataplane.upstream.balance;

/** What is chosen from. Asked from any thread, at any time. */
public interface Candidate {
  /** By which it is the same in every process and after every change, such as its address. */
  String name();

  /** Its share among the others, 1 or more. */
  int weight();

  /** Where it runs; empty if that is not known. */
  String zone();

  /** Requests under way to it from this process. */
  int load();

  /** How long it has been taking requests; {@link Long#MAX_VALUE} if nobody waited for it. */
  long nanosInService(long now);

  LatencyEstimate latency();
}
