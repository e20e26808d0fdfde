package dev.sluice.dataplane.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection for one question after the other. Somebody listens to it all the time, on a
 * virtual thread of its own: what comes while nothing is asked, and mostly that is the end, is
 * noticed when it comes.
 */
final class KeptConnection implements AutoCloseable {
  private final Socket plain;
  private final Socket socket;
  private final InputStream answers;
  private final long openedAt;
  private @Nullable Expected expected;
  private boolean over;

  /** The other side had let go before any of an answer came. */
  static final class Unheard extends IOException {
    private static final long serialVersionUID = 1L;

    Unheard(IOException cause) {
      super(cause);
    }
  }

  /**
   * @param most bytes of a body
   */
  private record Expected(int most, CompletableFuture<HttpAnswer.Read> answer) {}

  private KeptConnection(Socket plain, Socket socket, long openedAt) throws IOException {
    this.plain = plain;
    this.socket = socket;
    this.answers = new BufferedInputStream(socket.getInputStream());
    this.openedAt = openedAt;
  }

  /**
   * @param plain to be closed: with TLS over it that takes no time
   * @param socket to be talked through
   * @param gone hears once that it will never be asked again, on another thread
   */
  static KeptConnection over(Socket plain, Socket socket, Consumer<KeptConnection> gone)
      throws IOException {
    KeptConnection connection = new KeptConnection(plain, socket, System.nanoTime());
    Thread.ofVirtual().name("answers").start(() -> connection.listen(gone));
    return connection;
  }

  Socket plain() {
    return plain;
  }

  long openedAt() {
    return openedAt;
  }

  synchronized boolean isOver() {
    return over;
  }

  /**
   * Blocks until the answer is there or the connection is closed. One question at a time.
   *
   * @throws Unheard if nothing of an answer came
   */
  HttpAnswer.Read ask(byte[] request, int most) throws IOException {
    CompletableFuture<HttpAnswer.Read> answer = new CompletableFuture<>();
    synchronized (this) {
      if (over) {
        throw new Unheard(new IOException("the connection was closed"));
      }
      expected = new Expected(most, answer);
    }
    try {
      socket.getOutputStream().write(request);
    } catch (IOException e) {
      // Whoever listens hears of it, or has an answer that came all the same.
      close();
    }
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IOException("the gateway is stopping", e);
    }
  }

  private void listen(Consumer<KeptConnection> gone) {
    IOException end = new IOException("the answer broke off");
    try {
      while (hear()) {
        // And the next.
      }
    } catch (IOException e) {
      end = e;
    } finally {
      close();
      Expected left = taken(true);
      if (left != null) {
        left.answer().completeExceptionally(new Unheard(end));
      }
      gone.accept(this);
    }
  }

  /** Whether another answer may follow. */
  private boolean hear() throws IOException {
    answers.mark(1);
    if (answers.read() < 0) {
      return false;
    }
    answers.reset();
    Expected asked = taken(false);
    if (asked == null) {
      return false;
    }
    try {
      HttpAnswer.Read read = HttpAnswer.readNext(answers, asked.most());
      // What nobody asked for would be taken for the answer to the next question.
      boolean reusable = read.reusable() && answers.available() == 0;
      asked.answer().complete(new HttpAnswer.Read(read.answer(), reusable));
      return reusable;
    } catch (IOException | RuntimeException e) {
      asked.answer().completeExceptionally(e);
      return false;
    }
  }

  /**
   * @param last whether nobody listens any more
   */
  private synchronized @Nullable Expected taken(boolean last) {
    Expected taken = expected;
    expected = null;
    over |= last;
    return taken;
  }

  @Override
  public void close() {
    try {
      plain.close();
    } catch (IOException e) {
      // Then it is closed.
    }
  }
}
