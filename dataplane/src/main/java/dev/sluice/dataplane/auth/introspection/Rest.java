package dev.sluice.dataplane.auth.introspection;

import dev.sluice.dataplane.auth.introspection.Answer.Blame;
import dev.sluice.dataplane.auth.line.ClientShare;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Spares an issuer that fails: after some failures in a row it is asked once a second, and whoever
 * comes between is told so at once instead of waiting in vain. A client who chose tokens that the
 * issuer fails on is kept from it alone; all are only if nobody at all can be heard, or if it fails
 * several clients and helps none. Even then one who has not failed yet may ask besides those who
 * have.
 */
final class Rest {
  static final int FAILURES = 5;

  /** So many at least, if it can be the tokens. */
  static final int CLIENTS = 3;

  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_CLIENTS = 1_024;

  private final LongSupplier nanos;
  private final Map<String, Row> clients = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<String> failed = new HashSet<>();
  private final Row unheard;
  private final Row doubtful;
  private long nextOfOthers;

  Rest(LongSupplier nanos) {
    this.nanos = nanos;
    unheard = new Row();
    doubtful = new Row();
  }

  /** Failures one after the other. */
  private final class Row {
    private int failures;
    private long next;

    boolean isLong() {
      return failures >= FAILURES;
    }

    void failed() {
      failures = Math.min(failures, FAILURES) + 1;
      next = nanos.getAsLong() + PAUSE;
    }

    boolean mayAsk() {
      long now = nanos.getAsLong();
      if (isLong() && now - next < 0) {
        return false;
      }
      next = now + PAUSE;
      return true;
    }
  }

  /**
   * Whether the issuer may be asked; who was told so asks.
   *
   * @param client address for which is asked
   */
  synchronized boolean mayAsk(String client) {
    String share = ClientShare.of(client);
    if (unheard.isLong()) {
      return unheard.mayAsk();
    }
    if (!isOn()) {
      Row own = clients.get(share);
      return own == null || own.mayAsk();
    }
    if (failed.contains(share)) {
      return doubtful.mayAsk();
    }
    long now = nanos.getAsLong();
    if (now - nextOfOthers < 0) {
      return false;
    }
    nextOfOthers = now + PAUSE;
    return true;
  }

  /** Whether a rest for all is over now. */
  synchronized boolean answered(String client) {
    boolean was = isOn();
    unheard.failures = 0;
    doubtful.failures = 0;
    failed.clear();
    clients.remove(ClientShare.of(client));
    return was;
  }

  /** Whether a rest for all begins now. */
  synchronized boolean failed(String client, Blame blame) {
    boolean was = isOn();
    switch (blame) {
      case ISSUER -> unheard.failed();
      case ISSUER_OR_TOKEN -> doubt(ClientShare.of(client));
      case GATEWAY -> {}
    }
    return isOn() && !was;
  }

  private void doubt(String share) {
    doubtful.failed();
    if (failed.size() < MOST_CLIENTS && failed.add(share) && failed.size() == CLIENTS) {
      nextOfOthers = nanos.getAsLong();
    }
    clients.computeIfAbsent(share, none -> new Row()).failed();
    if (clients.size() > MOST_CLIENTS) {
      clients.remove(clients.keySet().iterator().next());
    }
  }

  /** Whether all are kept from it. */
  synchronized boolean isOn() {
    return unheard.isLong() || doubtful.isLong() && failed.size() >= CLIENTS;
  }
}
