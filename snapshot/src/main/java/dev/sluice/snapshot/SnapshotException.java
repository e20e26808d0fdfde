package dev.sluice.snapshot;

/** Bytes that are not what they claim to be: a wrong hash, a broken encoding, an unknown form. */
public final class SnapshotException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SnapshotException(String message) {
    super(message);
  }

  public SnapshotException(String message, Throwable cause) {
    super(message, cause);
  }
}
