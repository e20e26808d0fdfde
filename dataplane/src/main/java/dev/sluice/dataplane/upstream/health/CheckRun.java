package dev.sluice.dataplane.upstream.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;

/** One check at one endpoint, from the dial to the verdict, within its time. Blocks. */
final class CheckRun {
  private final InetSocketAddress address;
  private final Check check;
  private final Transport transport;
  private final int timeoutMillis;
  private final HealthTimer timer;
  private final Socket socket = new Socket();
  private volatile boolean late;

  CheckRun(
      InetSocketAddress address,
      Check check,
      Transport transport,
      long timeoutMillis,
      HealthTimer timer) {
    this.address = address;
    this.check = check;
    this.transport = transport;
    this.timeoutMillis = (int) Math.min(timeoutMillis, Integer.MAX_VALUE);
    this.timer = timer;
  }

  CheckResult run() {
    // Closing the socket ends whatever waits for it, which no timeout of a single read would do
    // with an endpoint that sends a byte now and then.
    HealthTimer.Pending deadline =
        timer.after(
            timeoutMillis,
            () -> {
              late = true;
              close();
            });
    String at = "connect";
    try {
      socket.setTcpNoDelay(true);
      socket.connect(address, timeoutMillis);
      at = "TLS";
      try (Socket secured = transport.over(socket, check.protocol())) {
        at = check.toString();
        return check.ask(secured);
      }
    } catch (SocketTimeoutException e) {
      return tooLate(at);
    } catch (SSLException e) {
      return late ? tooLate(at) : CheckResult.wrong("TLS: " + e.getMessage());
    } catch (IOException e) {
      return late ? tooLate(at) : new CheckResult(CheckOutcome.UNREACHABLE, at + ": " + words(e));
    } catch (RuntimeException e) {
      // What nobody thought of is no good answer, and must not be the last that is asked for.
      return CheckResult.wrong(at + ": " + e);
    } finally {
      deadline.cancel();
      close();
    }
  }

  private CheckResult tooLate(String at) {
    return new CheckResult(
        CheckOutcome.TIMEOUT, at + ": no answer within " + timeoutMillis + " ms");
  }

  private static String words(IOException cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Ends it at once, from any thread; what it still says is of no interest. */
  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone all the same.
    }
  }
}
