package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.LoadBalancer.ConsistentHash;
import dev.sluice.crds.LoadBalancer.SlowStart;
import dev.sluice.crds.LoadBalancer.Type;
import dev.sluice.crds.LoadBalancer.ZoneAware;
import dev.sluice.matching.HttpToken;
import dev.sluice.snapshot.BalancingAlgorithm;
import dev.sluice.snapshot.BalancingAlgorithm.HashKey;
import dev.sluice.snapshot.LoadBalancer;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.ZonePreference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code loadBalancer} of a ServiceBackend. */
final class LoadBalancerResolver {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final BalancingAlgorithm OTHERWISE = LoadBalancer.DEFAULT.algorithm();

  private final BackendSettings settings;

  LoadBalancerResolver(Diagnostics diagnostics) {
    settings = new BackendSettings("spec.loadBalancer", diagnostics);
  }

  LoadBalancer resolve(dev.sluice.crds.@Nullable LoadBalancer written) {
    if (written == null) {
      return LoadBalancer.DEFAULT;
    }
    return new LoadBalancer(
        algorithm(
            Objects.requireNonNullElse(written.type(), Type.LeastRequest),
            written.consistentHash()),
        slowStart(written.slowStart()),
        zones(written.zoneAware()),
        settings.number(
            "panicThreshold",
            written.panicThreshold(),
            0,
            100,
            LoadBalancer.DEFAULT_PANIC_PERCENT));
  }

  private BalancingAlgorithm algorithm(Type type, @Nullable ConsistentHash hash) {
    if (hash != null && type != Type.ConsistentHash) {
      settings.error(
          "consistentHash", "belongs to type: ConsistentHash; change the type or leave it out");
    }
    return switch (type) {
      case LeastRequest -> new BalancingAlgorithm.LeastRequest();
      case RoundRobin -> new BalancingAlgorithm.RoundRobin();
      case Random -> new BalancingAlgorithm.Random();
      case PeakEWMA -> new BalancingAlgorithm.PeakEwma();
      case ConsistentHash -> hashing(hash);
    };
  }

  private BalancingAlgorithm hashing(@Nullable ConsistentHash hash) {
    List<HashKey> keys = new ArrayList<>();
    if (hash != null && hash.header() != null) {
      name(hash.header(), "consistentHash.header")
          .ifPresent(name -> keys.add(new HashKey.Header(name.toLowerCase(Locale.ROOT))));
    }
    if (hash != null && hash.cookie() != null) {
      name(hash.cookie(), "consistentHash.cookie")
          .ifPresent(name -> keys.add(new HashKey.Cookie(name)));
    }
    if (hash != null && hash.clientIP() != null) {
      if (!hash.clientIP()) {
        settings.error("consistentHash.clientIP", "is false; give true or leave it out");
      }
      keys.add(new HashKey.ClientAddress());
    }
    if (hash != null && hash.identity() != null) {
      keys.add(new HashKey.User());
    }
    if (keys.size() != 1) {
      settings.error(
          "consistentHash",
          "needs exactly one of header, cookie, clientIP and identity; "
              + (keys.isEmpty() ? "add one" : "leave one of them"));
      return OTHERWISE;
    }
    return new BalancingAlgorithm.ConsistentHash(keys.getFirst());
  }

  private Optional<String> name(String written, String field) {
    if (HttpToken.matches(written)) {
      return Optional.of(written);
    }
    settings.error(field, PlainText.quote(written) + " is no such name; write one such as X-User");
    return Optional.empty();
  }

  private Timeout slowStart(@Nullable SlowStart written) {
    if (written == null) {
      return Timeout.NONE;
    }
    Optional<Duration> window = settings.duration("slowStart.window", written.window());
    if (window.isEmpty()) {
      if (written.window() == null) {
        settings.error("slowStart.window", "is missing; " + Durations.CURE);
      }
      return Timeout.NONE;
    }
    if (window.get().compareTo(SHORTEST) < 0 || window.get().compareTo(LONGEST) > 0) {
      settings.error(
          "slowStart.window",
          PlainText.quote(written.window()) + " is out of range; give a time from 1s to 1h");
      return Timeout.NONE;
    }
    return Timeout.after(window.get());
  }

  private ZonePreference zones(@Nullable ZoneAware written) {
    return written == null
        ? ZonePreference.NONE
        : new ZonePreference.OwnZoneFirst(
            settings.number("zoneAware.minEndpoints", written.minEndpoints(), 1, 1_000, 1));
  }
}
