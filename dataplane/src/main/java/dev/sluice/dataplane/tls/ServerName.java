package dev.sluice.dataplane.tls;

import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The name that a client asked for when it opened the connection (RFC 6066 section 3). */
public final class ServerName {
  private ServerName() {}

  /** In lower case, without trailing dot; empty if the client named none. */
  public static String of(@Nullable SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName name : extended.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          String text = host.getAsciiName().toLowerCase(Locale.ROOT);
          return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        }
      }
    }
    return "";
  }
}
