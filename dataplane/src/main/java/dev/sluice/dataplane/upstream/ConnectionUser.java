package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;

/** Who uses an upstream connection now. Called on its I/O thread. */
interface ConnectionUser {
  void readable();

  void writable();

  /** Something of ours failed; the connection is closed. */
  void broken(FailureKind kind, String detail);
}
