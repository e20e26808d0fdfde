package dev.sluice.dataplane.fetch;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.snapshot.SecretSection;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
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
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(15);

  /** After that it is asked again where the name leads. */
  private static final long AGE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final int MOST_IDLE = 32;

  private final Place place;
  private final List<SecretSection.CaBundle> authorities;
  private final Dialling dialling;
  private final Deadlines deadlines;
  private final Deque<Kept> idle = new ArrayDeque<>();
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
   * @param plain to be closed: with TLS over it that takes no time
   */
  private record Kept(
      Socket plain, Socket socket, InputStream answers, long openedAt, long idleSince) {
    Kept asOf(long now) {
      return new Kept(plain, socket, answers, openedAt, now);
    }

    boolean isGood(long now) {
      return now - idleSince < IDLE_NANOS && now - openedAt < AGE_NANOS;
    }
  }

  /** The other side had let go before it heard the question. */
  private static final class Unheard extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @throws FetchRefused if there is no whole answer in time
   */
  public HttpAnswer ask(byte[] request, Exchanges.Limits limits) throws FetchRefused {
    long end = System.nanoTime() + limits.time().toNanos();
    try {
      Kept kept = take();
      if (kept != null) {
        try {
          return talk(kept, request, limits.bytes(), end, true);
        } catch (Unheard e) {
          // Then over a connection that nobody had time to let go of.
        }
      }
      return talkAnew(request, limits.bytes(), end);
    } catch (SSLException e) {
      throw new FetchRefused("no trusted connection to the endpoint: " + e.getMessage());
    } catch (IOException e) {
      throw new FetchRefused(
          System.nanoTime() - end >= 0
              ? "the endpoint does not answer in time"
              : "the endpoint does not answer: " + e.getMessage());
    }
  }

  private HttpAnswer talkAnew(byte[] request, int most, long end) throws IOException, FetchRefused {
    Socket plain = new Socket();
    boolean connected = false;
    Runnable done = deadlines.closeAfter(left(end), plain);
    try {
      Socket socket = dialling.connect(plain, place, this::context, left(end));
      socket.setTcpNoDelay(true);
      connected = true;
      long now = System.nanoTime();
      Kept made =
          new Kept(plain, socket, new BufferedInputStream(socket.getInputStream()), now, now);
      return talk(made, request, most, end, false);
    } finally {
      done.run();
      if (!connected) {
        plain.close();
      }
    }
  }

  /** Closes the connection unless it is as good as new afterwards. */
  private HttpAnswer talk(Kept on, byte[] request, int most, long end, boolean used)
      throws IOException {
    boolean reusable = false;
    Runnable done = deadlines.closeAfter(left(end), on.plain);
    try {
      int first;
      try {
        on.socket.getOutputStream().write(request);
        on.answers.mark(1);
        first = on.answers.read();
      } catch (IOException e) {
        throw used && System.nanoTime() - end < 0 ? new Unheard() : e;
      }
      if (first < 0 && used) {
        throw new Unheard();
      }
      on.answers.reset();
      HttpAnswer.Read read = HttpAnswer.readNext(on.answers, most);
      // What nobody asked for would be taken for the answer to the next question.
      reusable = read.reusable() && on.answers.available() == 0;
      return read.answer();
    } finally {
      done.run();
      if (!reusable || !keep(on)) {
        on.plain.close();
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

  private @Nullable Kept take() throws IOException {
    while (true) {
      Kept kept;
      synchronized (this) {
        kept = idle.pollFirst();
      }
      if (kept == null || kept.isGood(System.nanoTime()) && dialling.mayStay(kept.plain)) {
        return kept;
      }
      kept.plain.close();
    }
  }

  private boolean keep(Kept used) throws IOException {
    long now = System.nanoTime();
    Kept old = null;
    synchronized (this) {
      if (closed || idle.size() >= MOST_IDLE) {
        return false;
      }
      idle.addFirst(used.asOf(now));
      Kept last = idle.peekLast();
      if (last != null && !last.isGood(now)) {
        old = idle.pollLast();
      }
    }
    if (old != null) {
      old.plain.close();
    }
    return true;
  }

  /** What is under way goes on. */
  @Override
  public void close() {
    List<Kept> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(idle);
      idle.clear();
    }
    for (Kept kept : left) {
      try {
        kept.plain.close();
      } catch (IOException e) {
        // Then it is closed.
      }
    }
  }
}
