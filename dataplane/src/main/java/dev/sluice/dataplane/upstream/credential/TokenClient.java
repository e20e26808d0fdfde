package dev.sluice.dataplane.upstream.credential;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.tls.TrustMaterial;
import dev.sluice.matching.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Asks a token endpoint, once, over a connection of its own: to an address that was judged and no
 * other, with TLS verified, without following redirects, within limits of time and size.
 */
final class TokenClient {
  private static final int CONNECT_MILLIS = 3_000;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Supplier<DialPolicy> policy;
  private final Deadlines deadlines;

  /** Closes what takes too long. */
  interface Deadlines {
    Runnable closeAfter(Duration limit, Socket socket);
  }

  TokenClient(Supplier<DialPolicy> policy, Deadlines deadlines) {
    this.policy = policy;
    this.deadlines = deadlines;
  }

  Token fetch(TokenGrant grant) throws TokenRefused {
    URI endpoint = URI.create(grant.endpoint());
    boolean tls = endpoint.getScheme().equals("https");
    int port = endpoint.getPort() > 0 ? endpoint.getPort() : tls ? 443 : 80;
    String host = endpoint.getHost();
    try (Socket plain = new Socket()) {
      Runnable done = deadlines.closeAfter(LIMIT, plain);
      try {
        plain.connect(new InetSocketAddress(judged(host, port), port), CONNECT_MILLIS);
        Socket socket = tls ? secured(plain, host, port, grant) : plain;
        socket.getOutputStream().write(request(grant, endpoint, host, port, tls));
        TokenResponse response = TokenResponse.read(socket.getInputStream());
        return TokenAnswer.read(response.status(), response.body());
      } finally {
        done.run();
      }
    } catch (SSLException e) {
      throw new TokenRefused("no trusted connection to the endpoint: " + e.getMessage());
    } catch (IOException e) {
      throw new TokenRefused("the endpoint does not answer: " + e.getMessage());
    }
  }

  private InetAddress judged(String host, int port) throws TokenRefused {
    DialPolicy rules = policy.get();
    boolean numeric = IpAddress.parse(unbracketed(host)).isPresent();
    Optional<String> bad = numeric ? Optional.empty() : rules.whyNot(plainName(host));
    if (bad.isPresent()) {
      throw new TokenRefused("the endpoint's host " + bad.get());
    }
    String why = "the endpoint's host has no address";
    try {
      for (InetAddress address : InetAddress.getAllByName(unbracketed(host))) {
        Optional<IpAddress> judged = IpAddress.parse(address.getHostAddress());
        Optional<String> not =
            judged.isEmpty() ? Optional.of("is not understood") : rules.whyNot(judged.get(), port);
        if (not.isEmpty()) {
          return address;
        }
        why = "the endpoint's address " + address.getHostAddress() + " " + not.get();
      }
    } catch (UnknownHostException e) {
      throw new TokenRefused("the DNS has no address of the endpoint");
    }
    throw new TokenRefused(why);
  }

  /** One name has many spellings, and all lead to the same place. */
  private static String plainName(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static SSLSocket secured(Socket plain, String host, int port, TokenGrant grant)
      throws IOException, TokenRefused {
    SSLSocket socket =
        (SSLSocket)
            context(grant).getSocketFactory().createSocket(plain, unbracketed(host), port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static SSLContext context(TokenGrant grant) throws TokenRefused {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          null,
          grant.authorities().isEmpty()
              ? null
              : new TrustManager[] {TrustMaterial.of(grant.authorities()).manager()},
          null);
      return context;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new TokenRefused("the authorities cannot be used: " + e.getMessage());
    }
  }

  private static byte[] request(
      TokenGrant grant, URI endpoint, String host, int port, boolean tls) {
    String body =
        "grant_type=client_credentials"
            + (grant.scopes().isEmpty()
                ? ""
                : "&scope=" + Encoding.percent(String.join(" ", grant.scopes())));
    // RFC 6749, section 2.3.1: each part form-encoded first.
    String client =
        Encoding.percent(grant.clientId().value())
            + ":"
            + Encoding.percent(grant.clientSecret().value());
    String path = endpoint.getRawPath();
    String head =
        "POST "
            + (path == null || path.isEmpty() ? "/" : path)
            + " HTTP/1.1\r\nHost: "
            + host
            + (port == (tls ? 443 : 80) ? "" : ":" + port)
            + "\r\nAuthorization: Basic "
            + Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8))
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nAccept: application/json"
            + "\r\nUser-Agent: sluice\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    return (head + body).getBytes(StandardCharsets.US_ASCII);
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
