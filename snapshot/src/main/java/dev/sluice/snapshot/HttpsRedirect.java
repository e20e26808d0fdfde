package dev.sluice.snapshot;

/** Whether a plain listener sends its clients on to HTTPS instead of serving them. */
public sealed interface HttpsRedirect {
  HttpsRedirect OFF = new Off();

  /** They are served. */
  record Off() implements HttpsRedirect {}

  /**
   * @param port that clients reach HTTPS at
   * @param listener of that port, which may really be bound to another one (command line only);
   *     empty if it is not one of ours
   * @param status 301, 302, 307 or 308
   */
  record On(int port, String listener, int status) implements HttpsRedirect {}
}
