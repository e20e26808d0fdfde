package dev.sluice.snapshot;

import java.util.List;

/** Where data planes keep what they share. */
public sealed interface SharedStore {
  SharedStore NONE = new None();

  /** Each is alone. */
  record None() implements SharedStore {}

  /**
   * What was asked for never was to be had.
   *
   * @param reason in a few words, with nothing secret
   */
  record Unavailable(String reason) implements SharedStore {}

  /**
   * Redis 6.2 or later.
   *
   * @param servers {@code HOST:PORT}, as written
   * @param database 0 with a cluster
   * @param masterName of sentinels; empty without them
   * @param caBundles authorities that their certificates may be from; empty: those of the platform
   */
  record Redis(
      List<String> servers,
      Mode mode,
      boolean tls,
      int database,
      String masterName,
      Login login,
      List<ObjectKey> caBundles)
      implements SharedStore {
    public Redis {
      servers = List.copyOf(servers);
      caBundles = List.copyOf(caBundles);
    }
  }

  /** As whom the gateway is known there. */
  sealed interface Login {
    Login NONE = new Nobody();

    /** Nobody asks. */
    record Nobody() implements Login {}

    /**
     * @param username empty: the default user
     */
    record Password(String username, BackendCredential.SecretEntry password) implements Login {}
  }

  /** How the servers hang together. */
  enum Mode {
    STANDALONE,
    SENTINEL,
    CLUSTER
  }
}
