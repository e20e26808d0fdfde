package dev.sluice.dataplane.source;

import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushMessage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One operator replica, connected or waiting to be. Used on the loop only. */
final class Peer implements ReplicaStream.Events {
  private static final Logger LOG = LoggerFactory.getLogger(Peer.class);
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Who is told what happens, on the loop. */
  interface Listener {
    void received(Peer peer, PushMessage message);

    void lost(Peer peer);
  }

  private final Replica replica;
  private final PushOptions options;
  private final SourceLoop loop;
  private final Listener listener;
  private final Backoff backoff = new Backoff();
  private volatile @Nullable ReplicaStream stream;
  private boolean welcomed;
  private boolean leads;
  private long term;
  private boolean stopped;

  Peer(Replica replica, PushOptions options, SourceLoop loop, Listener listener) {
    this.replica = replica;
    this.options = options;
    this.loop = loop;
    this.listener = listener;
  }

  Replica replica() {
    return replica;
  }

  /** It has said who it is, and may be spoken to. */
  boolean welcomed() {
    return welcomed;
  }

  boolean leads() {
    return leads;
  }

  /** In which it leads, or has last seen somebody lead. */
  long term() {
    return term;
  }

  boolean stopped() {
    return stopped;
  }

  void connect() {
    if (!stopped) {
      stream = ReplicaStream.connect(replica, options, this);
    }
  }

  void stop(String cause) {
    stopped = true;
    ReplicaStream open = stream;
    if (open != null) {
      open.abort(cause);
    }
  }

  /** What it does not understand is not said. */
  void send(PlaneMessage message) {
    ReplicaStream open = stream;
    if (open != null) {
      open.send(message);
    }
  }

  /** Whether it would understand that, and hears us. On any thread. */
  boolean hears(PlaneMessage message) {
    ReplicaStream open = stream;
    return open != null && open.knows(message);
  }

  /** A connection that is silent for long is none. */
  void watchSilence() {
    ReplicaStream open = stream;
    if (open == null) {
      return;
    }
    if (System.nanoTime() - open.heardNanos() > SILENCE_NANOS) {
      open.abort("nothing heard for 30 s");
    } else {
      open.ping();
    }
  }

  @Override
  public void opened(ReplicaStream opened) {
    opened.send(new PlaneMessage.Hello(options.dataPlane(), options.instance(), options.release()));
  }

  @Override
  public void received(ReplicaStream from, PushMessage message) {
    loop.post(
        () -> {
          if (from != stream) {
            return;
          }
          if (message instanceof PushMessage.Welcome welcome) {
            welcomed = true;
            leads = welcome.leader();
            term = welcome.term();
            backoff.succeeded();
          }
          listener.received(this, message);
        });
  }

  @Override
  public void ended(ReplicaStream from, String cause) {
    loop.post(
        () -> {
          if (stream != null && from != stream) {
            return;
          }
          stream = null;
          boolean spoke = welcomed;
          welcomed = false;
          leads = false;
          if (!stopped) {
            long wait = backoff.next();
            LOG.warn(
                "{} {}{}, next try in {} ms: {}",
                spoke ? "stream to" : "no stream to",
                replica,
                spoke ? " ended" : "",
                wait,
                cause);
            loop.after(wait, this::connect);
          }
          listener.lost(this);
        });
  }

  @Override
  public String toString() {
    return replica.toString();
  }
}
