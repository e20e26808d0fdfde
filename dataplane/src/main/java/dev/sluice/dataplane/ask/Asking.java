package dev.sluice.dataplane.ask;

/** A question under way. */
public interface Asking {
  /** Nobody wants to know any more. To be called on the thread that asked. */
  void cancel();
}
