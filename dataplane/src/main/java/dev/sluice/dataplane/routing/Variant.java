package dev.sluice.dataplane.routing;

import dev.sluice.snapshot.ObjectKey;
import io.undertow.server.HttpHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * One of the targets among which a rule's requests are shared out.
 *
 * @param backend by which the variant is known from one configuration to the next
 * @param weight above 0
 * @param kept whether a client may be told to come back to it: not, if its backend is missing
 * @param target what serves it
 */
public record Variant(ObjectKey backend, int weight, boolean kept, HttpHandler target) {
  private static final int ID_BYTES = 6;

  /** A name that tells clients nothing about backends; 8 characters. */
  String id() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((backend.namespace() + '\0' + backend.name()).getBytes(StandardCharsets.UTF_8));
      byte[] id = new byte[ID_BYTES];
      System.arraycopy(digest.digest(), 0, id, 0, ID_BYTES);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return weight + " " + target;
  }
}
