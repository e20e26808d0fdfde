package dev.sluice.collect;

import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Secrets that somebody refers to, and no others: read by name, again and again. Neither listed
 * nor watched, because whoever may do that may read all Secrets of the cluster; see the decision
 * note. What nobody refers to any more is forgotten.
 */
final class ReferencedSecrets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReferencedSecrets.class);

  /** How many are read in a second where there are many. */
  private static final int MOST_PER_SECOND = 100;

  private static final int AT_ONCE = 16;

  private final KubernetesClient client;
  private final Runnable changed;
  private final ExecutorService readers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("secret-", 0).factory());
  private final Semaphore atOnce = new Semaphore(AT_ONCE);
  private final Map<ObjectKey, Known> known = new ConcurrentHashMap<>();
  private final Rounds rounds = new Rounds("secrets", this::round);

  /** What is known of a Secret. */
  private sealed interface Known {
    /** Nobody has answered yet. */
    record Nothing() implements Known {}

    record There(Secret secret) implements Known {}

    record Absent() implements Known {}

    /** The role of the process lacks {@code get}. */
    record Forbidden() implements Known {}
  }

  /**
   * @param changed called when a Secret is another than before; must not wait
   */
  ReferencedSecrets(KubernetesClient client, Runnable changed) {
    this.client = client;
    this.changed = changed;
  }

  void start() {
    rounds.start();
  }

  /**
   * Says which ones are referred to, and waits a while for those that are new.
   *
   * @return whether anything is known now that was not known before
   */
  boolean want(Set<ObjectKey> wanted, Duration patience) {
    known.keySet().retainAll(wanted);
    List<ObjectKey> unknown = new ArrayList<>();
    for (ObjectKey key : wanted) {
      if (known.putIfAbsent(key, new Known.Nothing()) == null) {
        unknown.add(key);
      }
    }
    return !unknown.isEmpty() && readAll(unknown, patience);
  }

  List<Secret> list() {
    List<Secret> there = new ArrayList<>();
    for (Known each : known.values()) {
      if (each instanceof Known.There(Secret secret)) {
        there.add(secret);
      }
    }
    return there;
  }

  /** Why some are not in the list although they may exist: words after "the Secret". */
  Map<ObjectKey, String> unreadable() {
    Map<ObjectKey, String> why = new HashMap<>();
    known.forEach(
        (key, each) -> {
          switch (each) {
            case Known.Forbidden forbidden ->
                why.put(
                    key,
                    "may not be read by Sluice; let its role get Secrets in this namespace, as the"
                        + " chart's ClusterRole does");
            case Known.Nothing nothing ->
                why.put(
                    key,
                    "could not be read yet, for the API server does not answer; it is tried again");
            case Known.There there -> {}
            case Known.Absent absent -> {}
          }
        });
    return why;
  }

  private boolean readAll(List<ObjectKey> keys, Duration patience) {
    CountDownLatch left = new CountDownLatch(keys.size());
    for (ObjectKey key : keys) {
      readers.execute(
          () -> {
            try {
              read(key);
            } finally {
              left.countDown();
            }
          });
    }
    try {
      if (!left.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{} of {} new Secrets could not be read in time", left.getCount(), keys.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return left.getCount() < keys.size();
  }

  /** Whether the API server answered. */
  private boolean round(Rounds own) throws InterruptedException {
    for (ObjectKey key : List.copyOf(known.keySet())) {
      Known before = known.get(key);
      if (before != null && !read(key)) {
        return false;
      }
      Known now = known.get(key);
      if (before != null && now != null && !now.equals(before)) {
        changed.run();
      }
      if (known.size() > MOST_PER_SECOND) {
        own.pause(Duration.ofSeconds(1).dividedBy(MOST_PER_SECOND));
      }
    }
    return true;
  }

  /** Whether the API server answered. What is known of a Secret stays while it does not. */
  private boolean read(ObjectKey key) {
    Known now;
    try {
      atOnce.acquire();
      try {
        now = ask(key);
      } finally {
        atOnce.release();
      }
    } catch (KubernetesClientException e) {
      // The answer may quote what was asked, never what a Secret holds.
      LOG.debug("cannot read the Secret {}: {}", key, e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    known.computeIfPresent(key, (same, before) -> isSame(before, now) ? before : now);
    return true;
  }

  private Known ask(ObjectKey key) {
    try {
      @Nullable Secret secret =
          client.secrets().inNamespace(key.namespace()).withName(key.name()).get();
      return secret == null ? new Known.Absent() : new Known.There(slim(secret));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return new Known.Forbidden();
      }
      throw e;
    }
  }

  /** kubectl leaves a copy of the content in an annotation. */
  static Secret slim(Secret secret) {
    secret.getMetadata().setManagedFields(List.of());
    secret.getMetadata().setAnnotations(Map.of());
    return secret;
  }

  /** An unchanged Secret stays the same object: by that the compiler knows. */
  private static boolean isSame(Known before, Known now) {
    return before instanceof Known.There(Secret one) && now instanceof Known.There(Secret other)
        ? isSame(one, other)
        : before.equals(now);
  }

  static boolean isSame(Secret one, Secret other) {
    return Objects.equals(one.getData(), other.getData())
        && Objects.equals(one.getType(), other.getType())
        && Objects.equals(one.getMetadata().getLabels(), other.getMetadata().getLabels());
  }

  @Override
  public void close() {
    rounds.close();
    readers.shutdownNow();
  }
}
