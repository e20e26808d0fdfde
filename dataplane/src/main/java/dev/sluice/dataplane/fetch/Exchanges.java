package dev.sluice.dataplane.fetch;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.snapshot.SecretSection;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/** Asks once, over a connection of its own. Blocks. */
public final class Exchanges {
  private final Dialling dialling;
  private final Deadlines deadlines;

  /**
   * @param policy where connections may go, as of now
   */
  public Exchanges(Supplier<DialPolicy> policy, Deadlines deadlines) {
    this(new Dialling(policy), deadlines);
  }

  Exchanges(Dialling dialling, Deadlines deadlines) {
    this.dialling = dialling;
    this.deadlines = deadlines;
  }

  /**
   * How much is waited and taken for an answer.
   *
   * @param bytes of the body
   */
  public record Limits(Duration time, int bytes) {}

  /**
   * @param authorities empty: those of the platform
   * @throws FetchRefused if there is no whole answer in time
   */
  public HttpAnswer ask(
      Place place, byte[] request, List<SecretSection.CaBundle> authorities, Limits limits)
      throws FetchRefused {
    try (Socket plain = new Socket()) {
      Runnable done = deadlines.closeAfter(limits.time(), plain);
      try {
        Socket socket =
            dialling.connect(plain, place, () -> Dialling.context(authorities), limits.time());
        return talk(socket, request, limits.bytes());
      } finally {
        done.run();
      }
    } catch (SSLException e) {
      throw FetchRefused.unheard("no trusted connection to the endpoint: " + e.getMessage());
    } catch (IOException e) {
      throw FetchRefused.unheard("the endpoint does not answer: " + e.getMessage());
    }
  }

  private static HttpAnswer talk(Socket socket, byte[] request, int most) throws FetchRefused {
    try {
      socket.getOutputStream().write(request);
      return HttpAnswer.read(socket.getInputStream(), most);
    } catch (SSLException e) {
      throw FetchRefused.heard("no trusted connection to the endpoint: " + e.getMessage());
    } catch (IOException e) {
      throw FetchRefused.heard("the endpoint does not answer: " + e.getMessage());
    }
  }
}
