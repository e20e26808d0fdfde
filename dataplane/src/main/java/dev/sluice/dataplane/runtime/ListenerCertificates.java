package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.auth.Remaining;
import dev.sluice.dataplane.observe.TlsView;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.dataplane.tls.KeyMaterial;
import dev.sluice.dataplane.tls.ServerTls;
import dev.sluice.dataplane.tls.TrustMaterial;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ListenerTls;
import dev.sluice.snapshot.ListenerTls.ClientCertificates;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.Section;
import dev.sluice.snapshot.SectionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What HTTPS listeners show and trust, by name. A listener whose settings and secrets did not
 * change keeps its very object, and its clients their sessions. Changed by the one thread that
 * applies snapshots.
 */
final class ListenerCertificates {
  private static final Logger log = LoggerFactory.getLogger(ListenerCertificates.class);

  private volatile Map<String, Made> inForce = Map.of();
  private Map<String, Made> prepared = Map.of();

  private record Made(ListenerTls.On settings, List<SecretSection> sections, ServerTls tls) {
    boolean still(ListenerTls.On wanted, List<SecretSection> from) {
      if (!settings.equals(wanted) || sections.size() != from.size()) {
        return false;
      }
      for (int i = 0; i < from.size(); i++) {
        if (sections.get(i) != from.get(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /** What became of the certificates of a snapshot. */
  sealed interface Outcome {
    /**
     * @param tls by the name of the listener, for those that speak it
     */
    record Ready(Map<String, ServerTls> tls) implements Outcome {
      public Ready {
        tls = Map.copyOf(tls);
      }
    }

    /**
     * @param refusals one for each section that cannot be used
     */
    record Refused(List<Refusal> refusals) implements Outcome {
      public Refused {
        refusals = List.copyOf(refusals);
      }
    }
  }

  /**
   * Makes them ready, and changes nothing yet.
   *
   * @param gateway whose listeners these are
   * @param refused what a later snapshot says of credentials, that was refused
   */
  Outcome make(
      SectionKey gateway, List<Listener> listeners, Secrets secrets, Optional<Remaining> refused) {
    Map<String, Made> next = new HashMap<>();
    Set<Refusal> refusals = new LinkedHashSet<>();
    for (Listener listener : listeners) {
      if (listener.tls() instanceof ListenerTls.On on) {
        try {
          make(listener.name(), on, secrets, refusals)
              .ifPresent(each -> next.put(listener.name(), each));
        } catch (IllegalArgumentException e) {
          refusals.add(new Refusal(gateway, String.valueOf(e.getMessage())));
        }
      }
    }
    if (!refusals.isEmpty()) {
      return new Outcome.Refused(List.copyOf(refusals));
    }
    refused.ifPresent(remaining -> next.putAll(less(next, remaining)));
    prepared = next;
    return new Outcome.Ready(tls(next));
  }

  private static Map<String, ServerTls> tls(Map<String, Made> made) {
    Map<String, ServerTls> tls = new HashMap<>();
    made.forEach((name, each) -> tls.put(name, each.tls()));
    return tls;
  }

  /** What was made ready last is in force. */
  void apply() {
    inForce = prepared;
  }

  /** The certificates that listeners have to show. */
  List<TlsView.Shown> shown() {
    List<TlsView.Shown> shown = new ArrayList<>();
    inForce.forEach(
        (listener, made) ->
            made.tls()
                .certificates()
                .forEach(
                    each -> shown.add(new TlsView.Shown(listener, each.secret(), each.expiry()))));
    return shown;
  }

  /**
   * Trusts no authority any more that a snapshot which cannot be applied does not have.
   *
   * @return by the name of the listener, for those that trust fewer now
   */
  Map<String, ServerTls> withdraw(Remaining remaining) {
    Map<String, Made> less = less(inForce, remaining);
    Map<String, Made> next = new HashMap<>(inForce);
    next.putAll(less);
    inForce = next;
    return tls(less);
  }

  /** Those that have fewer authorities then. */
  private static Map<String, Made> less(Map<String, Made> made, Remaining remaining) {
    Map<String, Made> less = new HashMap<>();
    made.forEach(
        (name, each) -> {
          ServerTls left =
              left(name, each, remaining).map(each.tls()::trustingOnly).orElse(each.tls());
          if (left != each.tls()) {
            // Of no sections, so that the next snapshot has another made.
            less.put(name, new Made(each.settings(), List.of(), left));
          }
        });
    return less;
  }

  /** What is left of a listener's authorities and of others; empty if nobody can tell. */
  private static Optional<TrustMaterial> left(String name, Made now, Remaining remaining) {
    if (!(now.settings().clients() instanceof ClientCertificates.Asked asked)) {
      return Optional.empty();
    }
    List<ObjectKey> bundles =
        remaining
            .listener(name)
            .map(Listener::tls)
            .map(tls -> tls instanceof ListenerTls.On on ? bundles(on) : List.<ObjectKey>of())
            .filter(names -> !names.isEmpty())
            .orElse(asked.caBundles());
    try {
      return remaining.caBundles(bundles).map(TrustMaterial::of);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Empty if a secret is refused. */
  private Optional<Made> make(
      String name, ListenerTls.On on, Secrets secrets, Set<Refusal> refusals) {
    List<SecretSection.Certificate> certificates =
        on.certificates().stream().map(secrets::certificate).toList();
    List<SecretSection.CaBundle> bundles = bundles(on).stream().map(secrets::caBundle).toList();
    List<SecretSection> sections = new ArrayList<>(certificates);
    sections.addAll(bundles);
    Made before = inForce.get(name);
    if (before != null && before.still(on, sections)) {
      return Optional.of(before);
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("the listener " + name + " has no certificate");
    }
    List<KeyMaterial> keys = new ArrayList<>();
    for (SecretSection.Certificate certificate : certificates) {
      read(certificate, refusals, () -> keys.add(KeyMaterial.of(certificate)));
    }
    for (SecretSection.CaBundle bundle : bundles) {
      read(bundle, refusals, () -> TrustMaterial.of(List.of(bundle)));
    }
    if (!refusals.isEmpty()) {
      return Optional.empty();
    }
    Optional<TrustMaterial> trust =
        on.clients() instanceof ClientCertificates.Asked
            ? Optional.of(TrustMaterial.of(bundles))
            : Optional.empty();
    keys.forEach(key -> warn(name, key));
    return Optional.of(new Made(on, sections, ServerTls.of(on, keys, trust)));
  }

  /** Served nevertheless: a client that does not care is better off, and no other is worse. */
  private static void warn(String listener, KeyMaterial key) {
    if (key.expiry().isBefore(Instant.now())) {
      log.warn("listener {}: {} has expired; renew it", listener, key);
    }
  }

  private static void read(Section section, Set<Refusal> refusals, Runnable reading) {
    try {
      reading.run();
    } catch (IllegalArgumentException e) {
      refusals.add(new Refusal(section.key(), String.valueOf(e.getMessage())));
    }
  }

  private static List<ObjectKey> bundles(ListenerTls.On on) {
    return switch (on.clients()) {
      case ClientCertificates.NotAsked notAsked -> List.of();
      case ClientCertificates.Asked asked -> asked.caBundles();
    };
  }
}
