package dev.sluice.cli.cluster;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why no answer came, and the cure: words after "the cluster at URL". */
final class ConnectionTrouble {
  private static final String SERVER = "check the server of the kubeconfig's cluster";

  private ConnectionTrouble() {}

  /** The outermost cause that is known decides: those within it tell how, and not what. */
  static String of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String words = known(cause);
      if (words != null) {
        return words;
      }
    }
    return "cannot be read: " + InnermostCause.text(failure) + "; check the kubeconfig";
  }

  private static @Nullable String known(Throwable cause) {
    return switch (cause) {
      case HttpConnectTimeoutException late ->
          "cannot be reached: nothing answers at that address; " + SERVER + ", and the network";
      case HttpTimeoutException late ->
          "takes the connection, and does not answer in time: try again";
      case TimeoutException late -> "takes the connection, and does not answer in time: try again";
      case UnknownHostException unknown -> "cannot be reached: its name is not known; " + SERVER;
      case ConnectException refused when has(refused, UnresolvedAddressException.class) ->
          "cannot be reached: its name is not known; " + SERVER;
      case ConnectException refused ->
          "cannot be reached: it refuses connections; is it running? Else " + SERVER;
      case NoRouteToHostException none ->
          "cannot be reached: there is no way to it; " + SERVER + ", and the network";
      case SSLException tls -> tls(tls);
      default -> null;
    };
  }

  private static String tls(SSLException failure) {
    if (has(failure, CertPathBuilderException.class)) {
      return "has a certificate that is not of the authority in your kubeconfig (TLS): check"
          + " certificate-authority, and the server, of its cluster";
    }
    if (has(failure, CertificateException.class)) {
      return "has a certificate that does not fit (TLS: "
          + InnermostCause.text(failure)
          + "): check the server, or tls-server-name, of the kubeconfig's cluster";
    }
    return "cannot be talked to by TLS (" + InnermostCause.text(failure) + "): " + SERVER;
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
