package dev.sluice.collect;

import dev.sluice.compiler.resource.SecretSelection;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Secrets that carry the labels which somebody selects, in the namespaces where it selects
 * them, and no others: listed again and again. Not watched, so that one right less is needed; see
 * the decision note.
 */
final class LabelledSecrets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LabelledSecrets.class);

  private final KubernetesClient client;
  private final Runnable changed;
  private final Map<SecretSelection, Known> known = new ConcurrentHashMap<>();
  private final Rounds rounds = new Rounds("labelled-secrets", own -> round());

  /** What is known of a selection. */
  private sealed interface Known {
    /** Nobody has answered yet. */
    record Nothing() implements Known {}

    record Listed(List<Secret> secrets) implements Known {}

    /** The role of the process lacks {@code list} there. */
    record Forbidden() implements Known {}
  }

  /**
   * @param changed called when something is other than before; must not wait
   */
  LabelledSecrets(KubernetesClient client, Runnable changed) {
    this.client = client;
    this.changed = changed;
  }

  void start() {
    rounds.start();
  }

  /**
   * Says what is selected, and asks for what is new.
   *
   * @return whether anything is known now that was not known before
   */
  boolean want(Set<SecretSelection> wanted) {
    known.keySet().retainAll(wanted);
    boolean learned = false;
    for (SecretSelection selection : wanted) {
      if (known.putIfAbsent(selection, new Known.Nothing()) == null) {
        learned |= list(selection);
      }
    }
    return learned;
  }

  List<Secret> list() {
    List<Secret> all = new ArrayList<>();
    for (Known each : known.values()) {
      if (each instanceof Known.Listed(List<Secret> secrets)) {
        all.addAll(secrets);
      }
    }
    return all;
  }

  /** Why those of some selections are not in the list: words after "they". */
  Map<SecretSelection, String> unlisted() {
    Map<SecretSelection, String> why = new HashMap<>();
    known.forEach(
        (selection, each) -> {
          switch (each) {
            case Known.Forbidden forbidden ->
                why.put(
                    selection,
                    "may not be listed by Sluice in namespace "
                        + selection.namespace()
                        + "; add the namespace to apiKeys.namespaces of the chart");
            case Known.Nothing nothing ->
                why.put(
                    selection,
                    "could not be listed yet, for the API server does not answer; it is tried"
                        + " again");
            case Known.Listed listed -> {}
          }
        });
    return why;
  }

  /** Whether the API server answered. */
  private boolean round() {
    for (SecretSelection selection : List.copyOf(known.keySet())) {
      Known before = known.get(selection);
      if (before != null) {
        if (!list(selection)) {
          return false;
        }
        if (known.get(selection) != before) {
          changed.run();
        }
      }
    }
    return true;
  }

  /** Whether the API server answered. What is known stays while it does not. */
  private boolean list(SecretSelection selection) {
    Known now;
    try {
      now = ask(selection);
    } catch (KubernetesClientException e) {
      LOG.debug("cannot list Secrets of {}: {}", selection.namespace(), e.getMessage());
      return false;
    }
    known.computeIfPresent(selection, (same, before) -> merged(before, now));
    return true;
  }

  private Known ask(SecretSelection selection) {
    try {
      return new Known.Listed(
          client
              .secrets()
              .inNamespace(selection.namespace())
              .withLabels(selection.labels())
              .list()
              .getItems()
              .stream()
              .map(ReferencedSecrets::slim)
              .sorted(Comparator.comparing(secret -> secret.getMetadata().getName()))
              .toList());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return new Known.Forbidden();
      }
      throw e;
    }
  }

  /** An unchanged Secret stays the same object: by that the compiler knows. */
  private static Known merged(Known before, Known now) {
    if (!(before instanceof Known.Listed(List<Secret> old)
        && now instanceof Known.Listed(List<Secret> listed))) {
      return before.equals(now) ? before : now;
    }
    Map<String, Secret> byName = new HashMap<>();
    old.forEach(secret -> byName.put(secret.getMetadata().getName(), secret));
    List<Secret> merged = new ArrayList<>(listed.size());
    boolean same = old.size() == listed.size();
    for (Secret secret : listed) {
      Secret was = byName.get(secret.getMetadata().getName());
      boolean unchanged = was != null && isSame(was, secret);
      same &= unchanged;
      merged.add(unchanged ? was : secret);
    }
    return same ? before : new Known.Listed(List.copyOf(merged));
  }

  private static boolean isSame(Secret one, Secret other) {
    return one.getMetadata().getUid().equals(other.getMetadata().getUid())
        && ReferencedSecrets.isSame(one, other);
  }

  @Override
  public void close() {
    rounds.close();
  }
}
