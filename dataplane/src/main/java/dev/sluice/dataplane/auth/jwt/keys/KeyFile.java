package dev.sluice.dataplane.auth.jwt.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.dataplane.state.StateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of all providers in one file of the state directory, with a checksum. A file that is
 * damaged is put aside and told in the log; then keys are fetched as if there had been none.
 */
public final class KeyFile implements KeptKeys {
  /** Of the file, in the state directory. */
  public static final String NAME = "issuer-keys.json";

  private static final Logger log = LoggerFactory.getLogger(KeyFile.class);
  private static final JsonMapper JSON = new JsonMapper();

  /** Of one set; issuers have a few kilobytes. */
  private static final int LONGEST_SET = 256 << 10;

  private static final int LONGEST_FILE = 8 << 20;
  private static final int MOST_SETS = 64;

  /** By so much the clock may have been set back meanwhile. */
  private static final long FUTURE_MILLIS = Duration.ofMinutes(5).toMillis();

  private final StateFile file;
  private final LongSupplier clock;
  private final SortedMap<String, Entry> entries = new TreeMap<>();

  /**
   * @param place digest of where it was fetched
   * @param fetched milliseconds since the epoch
   */
  private record Entry(String place, long fetched, String set) {}

  /**
   * Reads what is there.
   *
   * @param clock milliseconds since the epoch
   */
  public KeyFile(StateFile file, LongSupplier clock) {
    this.file = file;
    this.clock = clock;
    try {
      Optional<byte[]> bytes = file.read(LONGEST_FILE);
      if (bytes.isPresent()) {
        entries.putAll(read(bytes.get()));
      }
    } catch (IOException e) {
      log.error("the keys of issuers in {} are not used: {}", file, e.getMessage());
      putAside();
    }
  }

  private void putAside() {
    try {
      log.error("kept as {}", file.putAside());
    } catch (IOException e) {
      log.error("{} cannot be put aside: {}", file, e.getMessage());
    }
  }

  @Override
  public synchronized Optional<Kept> load(String provider, KeyPlace place) {
    Entry entry = entries.get(provider);
    if (entry == null || !entry.place().equals(digest(place))) {
      return Optional.empty();
    }
    long age = clock.getAsLong() - entry.fetched();
    if (age < -FUTURE_MILLIS) {
      log.error("the kept keys of provider {} are from the future and not used", provider);
      return Optional.empty();
    }
    return Optional.of(new Kept(entry.set(), Duration.ofMillis(Math.max(age, 0))));
  }

  @Override
  public synchronized void save(String provider, KeyPlace place, String set) {
    if (set.length() > LONGEST_SET
        || entries.size() >= MOST_SETS && !entries.containsKey(provider)) {
      log.warn("the keys of provider {} are too many to be kept for the next start", provider);
      if (entries.remove(provider) != null) {
        write();
      }
      return;
    }
    entries.put(provider, new Entry(digest(place), clock.getAsLong(), set));
    write();
  }

  @Override
  public synchronized void keepOnly(Set<String> providers) {
    if (entries.keySet().retainAll(providers)) {
      write();
    }
  }

  private void write() {
    List<Map<String, Object>> sets = new ArrayList<>();
    entries.forEach(
        (provider, entry) ->
            sets.add(
                new TreeMap<>(
                    Map.of(
                        "provider",
                        provider,
                        "place",
                        entry.place(),
                        "fetched",
                        entry.fetched(),
                        "set",
                        entry.set()))));
    try {
      file.write(
          JSON.writeValueAsBytes(
              new TreeMap<>(Map.of("sets", sets, "checksum", checksum(entries)))));
    } catch (IOException e) {
      log.error("the keys of issuers cannot be kept in {}: {}", file, e.toString());
    }
  }

  private static SortedMap<String, Entry> read(byte[] bytes) throws IOException {
    Map<?, ?> written;
    try {
      written = JSON.readValue(bytes, Map.class);
    } catch (JsonProcessingException e) {
      // Its message quotes what it read.
      throw new IOException("it is no JSON");
    }
    SortedMap<String, Entry> entries = new TreeMap<>();
    if (!(written.get("sets") instanceof List<?> sets)) {
      throw new IOException("it has no sets");
    }
    for (Object each : sets) {
      if (!(each instanceof Map<?, ?> entry
          && entry.get("provider") instanceof String provider
          && entry.get("place") instanceof String place
          && entry.get("fetched") instanceof Number fetched
          && entry.get("set") instanceof String set)) {
        throw new IOException("it has an entry that is none");
      }
      entries.put(provider, new Entry(place, fetched.longValue(), set));
    }
    if (!checksum(entries).equals(written.get("checksum"))) {
      throw new IOException("its checksum is wrong");
    }
    return entries;
  }

  private static String checksum(SortedMap<String, Entry> entries) {
    MessageDigest digest = sha256();
    entries.forEach(
        (provider, entry) -> {
          add(digest, provider);
          add(digest, entry.place());
          add(digest, Long.toString(entry.fetched()));
          add(digest, entry.set());
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Other authorities are another place: whoever they were taken from is believed no more. */
  private static String digest(KeyPlace place) {
    MessageDigest digest = sha256();
    add(digest, place.issuer());
    add(digest, place.url());
    place.authorities().forEach(each -> add(digest, each.certificates()));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** With its length, so that no two lists of texts are the same bytes. */
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
