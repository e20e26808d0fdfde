package dev.sluice.compiler.jwks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a JWK Set as strictly as its writer can be asked to mend it. */
public final class KeySetText {
  private static final int MOST_KEYS = 64;
  private static final int DEPTH = 8;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private KeySetText() {}

  /**
   * The keys that are for signatures, at least one.
   *
   * @throws UnusableKeys if any key is weak, broken or private
   */
  public static List<JsonWebKey> read(String text) throws UnusableKeys {
    JsonNode keys = keys(text);
    List<JsonWebKey> read = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      String place = "keys[" + i + "]";
      JsonNode key = keys.get(i);
      if (!key.isObject()) {
        throw new UnusableKeys("has " + place + " that is no object; remove it");
      }
      String name = key.path("kid").asText();
      if (!name.isEmpty() && !names.add(name)) {
        throw new UnusableKeys(
            "has two keys with the kid of " + place + "; give each key a kid of its own");
      }
      JsonWebKey one = KeyReading.read(key, place);
      if (isForSignatures(key)) {
        read.add(one);
      }
    }
    if (read.isEmpty()) {
      throw new UnusableKeys("has no key for signatures; add the public key of the issuer");
    }
    if (read.stream().map(JsonWebKey::isSecret).distinct().count() > 1) {
      throw new UnusableKeys(
          "mixes secrets (kty oct) and public keys; give each kind a provider of its own");
    }
    return List.copyOf(read);
  }

  private static JsonNode keys(String text) throws UnusableKeys {
    JsonNode set;
    try {
      set = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      // Its message quotes what it read.
      throw new UnusableKeys(
          "is no strict JSON, in line "
              + (e.getLocation() == null ? 1 : e.getLocation().getLineNr())
              + "; give a JWK Set (RFC 7517): {\"keys\": [...]}");
    }
    if (set != null && set.isObject() && set.has("kty") && !set.has("keys")) {
      throw new UnusableKeys("is a single key; wrap it: {\"keys\": [...]}");
    }
    JsonNode keys = set == null ? JSON.missingNode() : set.path("keys");
    if (!keys.isArray() || keys.isEmpty()) {
      throw new UnusableKeys("has no keys; give a JWK Set (RFC 7517): {\"keys\": [...]}");
    }
    if (keys.size() > MOST_KEYS) {
      throw new UnusableKeys("has more than " + MOST_KEYS + " keys; remove the old ones");
    }
    return keys;
  }

  /** RFC 7517, sections 4.2 and 4.3. */
  private static boolean isForSignatures(JsonNode key) {
    JsonNode use = key.path("use");
    JsonNode operations = key.path("key_ops");
    if (!use.isMissingNode() && !use.asText().equals("sig")) {
      return false;
    }
    if (operations.isMissingNode()) {
      return true;
    }
    for (JsonNode operation : operations) {
      if (operation.asText().equals("verify")) {
        return true;
      }
    }
    return false;
  }
}
