package dev.sluice.snapshot;

import java.util.Arrays;

/**
 * A section in its canonical bytes, which is how it travels and how it is hashed: whoever receives
 * it checks the bytes that came, not a re-encoding of them.
 *
 * @param hash {@code sha256:} and 64 hex digits over {@code json}
 */
public record EncodedSection(SectionKey key, String hash, byte[] json) {
  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedSection that
        && key.equals(that.key)
        && hash.equals(that.hash)
        && Arrays.equals(json, that.json);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return key + " " + hash;
  }
}
