package dev.sluice.snapshot;

/** A bound on bytes, or the statement that there is none. */
public sealed interface SizeLimit {
  SizeLimit NONE = new Unlimited();

  record Unlimited() implements SizeLimit {
    @Override
    public String toString() {
      return "unlimited";
    }
  }

  /**
   * @param bytes 0 or more
   */
  record Bytes(long bytes) implements SizeLimit {
    public Bytes {
      if (bytes < 0) {
        throw new IllegalArgumentException("a size is not negative: " + bytes);
      }
    }

    @Override
    public String toString() {
      return bytes + " bytes";
    }
  }
}
