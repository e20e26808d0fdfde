package dev.sluice.dataplane.dns;

import dev.sluice.matching.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Names that the machine knows by itself, {@code hosts(5)}; {@code localhost} is always among them
 * (RFC 6761 section 6.3). Read again when the file changes. All other names are asked of another.
 */
public final class HostsFile implements NameLookup {
  private static final Duration TTL = Duration.ofSeconds(1);
  private static final long MAX_BYTES = 1 << 20;

  private final Path file;
  private final NameLookup others;
  private Map<String, List<IpAddress>> entries = Map.of();
  private Object version = "";

  public HostsFile(Path file, NameLookup others) {
    this.file = file;
    this.others = others;
  }

  @Override
  public CompletionStage<NameAnswer> lookup(
      String name, Function<String, Optional<String>> whyNot) {
    List<IpAddress> known = addresses(name);
    return known.isEmpty()
        ? others.lookup(name, whyNot)
        : CompletableFuture.completedFuture(new NameAnswer.Found(known, TTL));
  }

  private synchronized List<IpAddress> addresses(String name) {
    read();
    List<IpAddress> known = entries.getOrDefault(name, List.of());
    boolean self = name.equals("localhost") || name.endsWith(".localhost");
    return known.isEmpty() && self
        ? List.of(IpAddress.parse("127.0.0.1").orElseThrow(), IpAddress.parse("::1").orElseThrow())
        : known;
  }

  private void read() {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      Object seen = List.of(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
      if (seen.equals(version)) {
        return;
      }
      entries = now.size() > MAX_BYTES ? Map.of() : parse(Files.readAllLines(file));
      version = seen;
    } catch (IOException | RuntimeException e) {
      // No file, or none that can be read: then it says nothing.
      entries = Map.of();
      version = "";
    }
  }

  private static Map<String, List<IpAddress>> parse(List<String> lines) {
    Map<String, List<IpAddress>> entries = new HashMap<>();
    for (String line : lines) {
      int comment = line.indexOf('#');
      String[] words = (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+");
      Optional<IpAddress> address = IpAddress.parse(words[0]);
      for (int i = 1; i < words.length && address.isPresent(); i++) {
        String name = words[i].toLowerCase(Locale.ROOT);
        List<IpAddress> of = entries.computeIfAbsent(name, absent -> new ArrayList<>());
        if (!of.contains(address.get())) {
          of.add(address.get());
        }
      }
    }
    return entries;
  }

  @Override
  public String toString() {
    return file + ", then " + others;
  }
}
