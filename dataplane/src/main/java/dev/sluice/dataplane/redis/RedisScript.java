package dev.sluice.dataplane.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A script in Lua that Redis 6.2 runs at once or not at all. */
public final class RedisScript {
  private final String text;
  private final String digest;

  public RedisScript(String text) {
    this.text = text;
    try {
      // Not for secrecy: it is the name that Redis gives to scripts.
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      digest = HexFormat.of().formatHex(sha1.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  String text() {
    return text;
  }

  String digest() {
    return digest;
  }
}
