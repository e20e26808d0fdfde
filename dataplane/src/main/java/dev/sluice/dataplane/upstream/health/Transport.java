package dev.sluice.dataplane.upstream.health;

import java.io.IOException;
import java.net.Socket;

/** How connections to the backend are secured, as they are at this moment. */
public interface Transport {
  /** TCP and nothing more. */
  Transport PLAIN =
      new Transport() {
        @Override
        public Socket over(Socket connected, String protocol) {
          return connected;
        }

        @Override
        public String hostname() {
          return "";
        }
      };

  /**
   * What to speak over. May block; if the socket is closed meanwhile, fails.
   *
   * @param protocol as ALPN names it
   */
  Socket over(Socket connected, String protocol) throws IOException;

  /** The name that is verified; empty without TLS. */
  String hostname();

  default boolean secure() {
    return !hostname().isEmpty();
  }
}
