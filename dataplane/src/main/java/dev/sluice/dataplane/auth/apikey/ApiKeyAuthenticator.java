package dev.sluice.dataplane.auth.apikey;

import dev.sluice.dataplane.auth.place.Carried;
import dev.sluice.dataplane.auth.place.Places;
import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.identity.Claims;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.identity.IdentityHeader;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.SecretSection;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Keys from Secrets, each good until its Secret is gone or its time is over. */
public final class ApiKeyAuthenticator implements Authenticator {
  /** No longer one can be configured. */
  private static final int LONGEST = 1_024;

  private static final Outcome SEVERAL = new Outcome.Refused("several keys");
  private static final Outcome UNKNOWN = new Outcome.Refused("no such key");
  private static final Outcome EXPIRED = new Outcome.Refused("the key has expired");

  private final IdentityProvider.ApiKeys section;
  private final List<SecretSection.ApiKey> keys;
  private final LongSupplier clock;
  private final Places places;
  private final String challenge;
  private final Map<KeyHash, Entry> known;

  private record Entry(Outcome outcome, long expires) {}

  /**
   * @param keys that are good for this provider
   * @param clock milliseconds since the epoch
   * @throws IllegalArgumentException if a hash is none
   */
  public ApiKeyAuthenticator(
      IdentityProvider.ApiKeys section, List<SecretSection.ApiKey> keys, LongSupplier clock) {
    this.section = section;
    this.keys = List.copyOf(keys);
    this.clock = clock;
    places = new Places(section.from());
    // No scheme is registered for keys; RFC 9110 section 15.5.2 wants a challenge with each 401.
    challenge = "ApiKey realm=\"" + section.name() + "\"";
    known = HashMap.newHashMap(keys.size());
    keys.forEach(
        key ->
            known.put(
                KeyHash.ofHex(key.hash()),
                new Entry(new Outcome.Known(identity(section, key)), key.expires())));
  }

  private static Identity identity(IdentityProvider.ApiKeys section, SecretSection.ApiKey key) {
    List<IdentityHeader> headers =
        section.ownerHeader().isEmpty()
            ? List.of()
            : IdentityHeader.of(new HttpString(section.ownerHeader()), key.owner()).stream()
                .toList();
    return new Identity(
        section.name(),
        key.owner(),
        "",
        List.of(),
        List.of(),
        key.permissions(),
        Claims.of(key.attributes()),
        headers,
        key.secret().toString());
  }

  /** Whether it would be the same if it were made anew. */
  public boolean isOf(IdentityProvider.ApiKeys other, List<SecretSection.ApiKey> otherKeys) {
    return section.equals(other) && keys.equals(otherKeys);
  }

  /** Those that it knows. */
  public List<SecretSection.ApiKey> keys() {
    return keys;
  }

  /** The same with these keys; the very same if they are all. */
  public ApiKeyAuthenticator only(List<SecretSection.ApiKey> left) {
    return left.equals(keys) ? this : new ApiKeyAuthenticator(section, left, clock);
  }

  @Override
  public Outcome authenticate(HttpServerExchange exchange, RequestContext context) {
    return switch (places.find(exchange)) {
      case Carried.Nothing nothing -> Outcome.ABSENT;
      case Carried.Several several -> SEVERAL;
      case Carried.One one -> judge(one.credential());
    };
  }

  Outcome judge(String key) {
    if (!isPlausible(key)) {
      return UNKNOWN;
    }
    Entry entry = known.get(KeyHash.ofKey(key));
    if (entry == null) {
      return UNKNOWN;
    }
    return clock.getAsLong() / 1_000 < entry.expires ? entry.outcome : EXPIRED;
  }

  /** Other characters would not survive the way into octets. */
  private static boolean isPlausible(String key) {
    if (key.isEmpty() || key.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) <= ' ' || key.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String challenge(boolean refused) {
    return challenge;
  }

  @Override
  public Places places() {
    return places;
  }

  @Override
  public void strip(HttpServerExchange exchange, RequestContext context) {
    if (section.stripKey()) {
      places.strip(exchange);
    }
  }

  @Override
  public String toString() {
    return "apiKey(" + section.name() + ", " + keys.size() + " keys)";
  }
}
