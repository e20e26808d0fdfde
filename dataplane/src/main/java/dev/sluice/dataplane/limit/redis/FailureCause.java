package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.redis.RedisUnavailable;
import org.jspecify.annotations.Nullable;

/** Why counters in Redis cannot be asked. */
enum FailureCause {
  /** No answer in time. */
  SLOW("slow", "Redis does not answer in time"),
  DISCONNECTED("disconnected", "there is no connection to Redis"),
  READ_ONLY("read_only", "Redis is read-only"),
  OUT_OF_MEMORY("out_of_memory", "Redis is out of memory"),
  LOADING("loading", "Redis loads its data"),
  FORBIDDEN("forbidden", "the user of Redis may not do that"),
  CLUSTER("cluster", "nobody in the cluster has that slot"),
  /** Of one counter. */
  WRONG_DATA("wrong_data", "what Redis has at the counter's key is no counter"),
  /** Anything else. */
  REFUSED("refused", "Redis refuses the script"),
  /** Nobody was asked. */
  OPEN("not_asked", "Redis is not asked, for it did not answer before");

  private final String label;
  private final String words;

  FailureCause(String label, String words) {
    this.label = label;
    this.words = words;
  }

  /** In metrics. */
  String label() {
    return label;
  }

  String words() {
    return words;
  }

  /** Of whatever went wrong with a script. */
  static FailureCause of(@Nullable Throwable failure) {
    Throwable inner = failure != null && failure.getCause() != null ? failure.getCause() : failure;
    return inner instanceof RedisUnavailable ? of(String.valueOf(inner.getMessage())) : REFUSED;
  }

  /**
   * @param message of Redis or of its library
   */
  static FailureCause of(String message) {
    if (message.contains("READONLY ")) {
      return READ_ONLY;
    } else if (message.contains("OOM ")) {
      return OUT_OF_MEMORY;
    } else if (message.contains("LOADING ") || message.contains("MASTERDOWN ")) {
      return LOADING;
    } else if (message.contains("NOPERM ")
        || message.contains("NOAUTH ")
        || message.contains("WRONGPASS ")
        || message.contains("executing the script can't")) {
      return FORBIDDEN;
    } else if (message.contains("MOVED ")
        || message.contains("CLUSTERDOWN ")
        || message.contains("TRYAGAIN ")
        || message.contains("slot")) {
      return CLUSTER;
    } else if (message.contains("timed out")) {
      return SLOW;
    } else if (message.contains("ERR ") || message.contains("@user_script")) {
      return REFUSED;
    }
    return DISCONNECTED;
  }
}
