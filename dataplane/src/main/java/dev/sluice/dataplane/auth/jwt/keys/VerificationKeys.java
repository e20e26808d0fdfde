package dev.sluice.dataplane.auth.jwt.keys;

import dev.sluice.dataplane.auth.token.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of one issuer at one time. */
public final class VerificationKeys {
  private static final int MOST = 100;

  /** Of RSA, EC and OKP (RFC 7518 section 6, RFC 8037). */
  private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "priv");

  private final List<VerificationKey> keys;
  private final int leftOut;

  private VerificationKeys(List<VerificationKey> keys, int leftOut) {
    this.keys = List.copyOf(keys);
    this.leftOut = leftOut;
  }

  /**
   * @param text a JWK Set (RFC 7517)
   * @param secret whether it came from where secrets may be
   * @throws KeySetRefused if it is none, or has what does not belong there
   */
  public static VerificationKeys read(String text, boolean secret) throws KeySetRefused {
    Map<String, ?> set = StrictJson.object(text);
    if (set == null || !(set.get("keys") instanceof List<?> written)) {
      throw new KeySetRefused("it is no JWK Set");
    }
    if (written.size() > MOST) {
      throw new KeySetRefused("it has more than " + MOST + " keys");
    }
    List<VerificationKey> keys = new ArrayList<>();
    int secrets = 0;
    int leftOut = 0;
    for (Object each : written) {
      if (!(each instanceof Map<?, ?> key)) {
        throw new KeySetRefused("it is no JWK Set");
      }
      if (PRIVATE.stream().anyMatch(key::containsKey)) {
        throw new KeySetRefused("it has private parts of keys, which others may have seen");
      }
      boolean isSecret = "oct".equals(key.get("kty")) || key.containsKey("k");
      if (isSecret && !secret) {
        throw new KeySetRefused("it has a secret, which others may have seen");
      }
      secrets += isSecret ? 1 : 0;
      Optional<VerificationKey> read = KeyReading.read(key);
      read.ifPresent(keys::add);
      leftOut += read.isPresent() ? 0 : 1;
    }
    if (secrets > 0 && secrets < written.size()) {
      throw new KeySetRefused("it mixes secrets and public keys");
    }
    if (keys.isEmpty()) {
      throw new KeySetRefused("it has no key for signatures that is strong and understood");
    }
    return new VerificationKeys(keys, leftOut);
  }

  /** The same keys, but those that were there before are the very objects of before. */
  VerificationKeys after(VerificationKeys before) {
    List<VerificationKey> same = new ArrayList<>();
    for (VerificationKey key : keys) {
      same.add(before.keys.stream().filter(key::isSameAs).findFirst().orElse(key));
    }
    before.keys.stream().filter(old -> !same.contains(old)).forEach(VerificationKey::retire);
    return new VerificationKeys(same, leftOut);
  }

  /** Those that others have too, the rest of which does not count any more; the same if all are. */
  public VerificationKeys only(VerificationKeys others) {
    List<VerificationKey> left =
        keys.stream().filter(key -> others.keys.stream().anyMatch(key::isSameAs)).toList();
    if (left.size() == keys.size()) {
      return this;
    }
    keys.stream().filter(key -> !left.contains(key)).forEach(VerificationKey::retire);
    return new VerificationKeys(left, leftOut);
  }

  /** Those that others have too. The rest still counts for whoever has it. */
  public VerificationKeys among(VerificationKeys others) {
    return new VerificationKeys(
        keys.stream().filter(key -> others.keys.stream().anyMatch(key::isSameAs)).toList(),
        leftOut);
  }

  /** None of them counts any more. */
  void retire() {
    keys.forEach(VerificationKey::retire);
  }

  /** Whether there is a key of that name, for whatever algorithm. */
  public boolean knows(String id) {
    return keys.stream().anyMatch(key -> key.id().equals(id));
  }

  /**
   * Those that may have signed a token.
   *
   * @param id as the token names its key; empty: it names none
   */
  public List<VerificationKey> candidates(String algorithm, String id) {
    List<VerificationKey> found = new ArrayList<>(1);
    for (VerificationKey key : keys) {
      if ((id.isEmpty() || key.id().equals(id)) && key.fits(algorithm)) {
        found.add(key);
      }
    }
    return found;
  }

  public int size() {
    return keys.size();
  }

  /** How many more the set has, which are not for signatures, weak, or not understood. */
  public int leftOut() {
    return leftOut;
  }

  @Override
  public String toString() {
    return keys.size() + " keys";
  }
}
