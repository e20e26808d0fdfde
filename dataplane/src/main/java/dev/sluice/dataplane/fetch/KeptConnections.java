package dev.sluice.dataplane.fetch;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.snapshot.SecretSection;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks one place again and again, and keeps connections between: a handshake costs both sides more
 * than most answers. Whoever asks must not mind that a question is put twice, for a connection may
 * end while the question is on its way. Blocks; any number at a time.
 */
public final class KeptConnections implements AutoCloseable {
  /** Servers let go of a connection after 20 seconds and later. */
  private static final Duration IDLE = Duration.ofSeconds(15);

  /** After that it is asked again where the name leads. */
  private static final long AGE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final int MOST_IDLE = 32;

  private final Place place;
  private final List<SecretSection.CaBundle> authorities;
  private final Dialling dialling;
  private final Deadlines deadlines;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private @Nullable SSLContext context;
  private boolean closed;

  /**
   * @param authorities empty: those of the platform
   * @param policy where connections may go, as of now
   */
  KeptConnections(
      Place place,
      List<SecretSection.CaBundle> authorities,
      Supplier<DialPolicy> policy,
      Deadlines deadlines) {
    this.place = place;
    this.authorities = List.copyOf(authorities);
    this.dialling = new Dialling(policy);
    this.deadlines = deadlines;
  }

  /**
   * @param wanted ends the wait for its end
   */
  private record Idle(KeptConnection connection, Runnable wanted) {}

  /**
   * @throws FetchRefused if there is no whole answer in time
   */
  public HttpAnswer ask(byte[] request, Exchanges.Limits limits) throws FetchRefused {
    long end = System.nanoTime() + limits.time().toNanos();
    KeptConnection kept = take();
    if (kept != null) {
      try {
        return talk(kept, request, limits.bytes(), end);
      } catch (KeptConnection.Unheard e) {
        if (System.nanoTime() - end >= 0) {
          throw FetchRefused.heard(why(e, end));
        }
        // Then over a connection that nobody had time to let go of.
      } catch (IOException e) {
        throw FetchRefused.heard(why(e, end));
      }
    }
    KeptConnection made;
    try {
      made = connected(end);
    } catch (IOException e) {
      throw FetchRefused.unheard(why(e, end));
    }
    try {
      return talk(made, request, limits.bytes(), end);
    } catch (IOException e) {
      throw FetchRefused.heard(why(e, end));
    }
  }

  private static String why(IOException fault, long end) {
    if (System.nanoTime() - end >= 0) {
      return "the endpoint does not answer in time";
    }
    Throwable cause = fault instanceof KeptConnection.Unheard ? fault.getCause() : fault;
    return (cause instanceof SSLException
            ? "no trusted connection to the endpoint: "
            : "the endpoint does not answer: ")
        + (cause == null ? "" : cause.getMessage());
  }

  private KeptConnection connected(long end) throws IOException, FetchRefused {
    Socket plain = new Socket();
    boolean connected = false;
    Runnable done = deadlines.closeAfter(left(end), plain);
    try {
      Socket socket = dialling.connect(plain, place, this::context, left(end));
      socket.setTcpNoDelay(true);
      KeptConnection made = KeptConnection.over(plain, socket, this::gone);
      connected = true;
      return made;
    } finally {
      done.run();
      if (!connected) {
        plain.close();
      }
    }
  }

  /** Closes the connection unless it is as good as new afterwards. */
  private HttpAnswer talk(KeptConnection on, byte[] request, int most, long end)
      throws IOException {
    boolean reusable = false;
    Runnable done = deadlines.closeAfter(left(end), on.plain());
    try {
      HttpAnswer.Read read = on.ask(request, most);
      reusable = read.reusable();
      return read.answer();
    } finally {
      done.run();
      if (!reusable || !keep(on)) {
        on.close();
      }
    }
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  private synchronized SSLContext context() throws FetchRefused {
    SSLContext made = context;
    if (made == null) {
      made = Dialling.context(authorities);
      context = made;
    }
    return made;
  }

  private @Nullable KeptConnection take() {
    while (true) {
      Idle next;
      synchronized (this) {
        next = idle.pollFirst();
      }
      if (next == null) {
        return null;
      }
      next.wanted().run();
      if (dialling.mayStay(next.connection().plain())) {
        return next.connection();
      }
      next.connection().close();
    }
  }

  /** How many connections wait to be asked. */
  synchronized int idle() {
    return idle.size();
  }

  private boolean keep(KeptConnection used) {
    synchronized (this) {
      if (closed
          || idle.size() >= MOST_IDLE
          || System.nanoTime() - used.openedAt() >= AGE_NANOS
          || used.isOver()) {
        return false;
      }
      idle.addFirst(new Idle(used, deadlines.closeAfter(IDLE, used.plain())));
      return true;
    }
  }

  /** Whoever let go of it, nobody is to find it. */
  private synchronized void gone(KeptConnection connection) {
    idle.removeIf(
        each -> {
          boolean same = each.connection() == connection;
          if (same) {
            each.wanted().run();
          }
          return same;
        });
  }

  /** What is under way goes on. */
  @Override
  public void close() {
    List<Idle> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(idle);
      idle.clear();
    }
    for (Idle each : left) {
      each.wanted().run();
      each.connection().close();
    }
  }
}
