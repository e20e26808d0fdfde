package dev.sluice.operator.cluster;

import io.undertow.Undertow;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Xnio;

/**
 * Stands between an operator and the API server and does what networks and API servers do: answers
 * with errors, breaks watches, goes away. Speaks plain HTTP towards the operator.
 */
public final class FaultProxy implements AutoCloseable {
  private final Script script;
  private final HttpHandler forward;
  private final Undertow server;
  private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
  private final Set<ServerConnection> watches = ConcurrentHashMap.newKeySet();

  /** Decides what becomes of a request. */
  public interface Script {
    /**
     * @param attempt how often this method and path were asked for, from 1
     * @return the status of an error, or empty to pass the request on
     */
    Optional<Integer> error(String method, String path, int attempt);
  }

  private FaultProxy(ApiServer api, Script script) throws IOException, GeneralSecurityException {
    this.script = script;
    // A watch holds its connection for itself.
    LoadBalancingProxyClient client =
        new LoadBalancingProxyClient().setConnectionsPerThread(200).setMaxQueueSize(1_000);
    client.addHost(
        URI.create(api.url()),
        new UndertowXnioSsl(Xnio.getInstance(), OptionMap.EMPTY, trusting(api)));
    this.forward = ProxyHandler.builder().setProxyClient(client).setMaxRequestTime(-1).build();
    this.server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setIoThreads(2)
            .setHandler(this::handle)
            .build();
    server.start();
  }

  public static FaultProxy start(ApiServer api, Script script) {
    try {
      return new FaultProxy(api, script);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the proxy does not start", e);
    }
  }

  private static SSLContext trusting(ApiServer api) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(api.certificate())) {
      store.setCertificateEntry(
          "api-server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  public String url() {
    return "http://127.0.0.1:"
        + ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
  }

  private void handle(HttpServerExchange exchange) throws Exception {
    String method = exchange.getRequestMethod().toString();
    String path = exchange.getRequestPath();
    int attempt = attempts.merge(method + " " + path, 1, Integer::sum);
    Optional<Integer> error = script.error(method, path, attempt);
    if (error.isPresent()) {
      exchange.setStatusCode(error.get());
      exchange.getResponseHeaders().put(new HttpString("Retry-After"), "1");
      exchange.getResponseHeaders().put(new HttpString("Content-Type"), "application/json");
      exchange
          .getResponseSender()
          .send(
              """
              {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": %d,
               "message": "as scripted", "reason": "%s"}
              """
                  .formatted(error.get(), error.get() == 409 ? "Conflict" : "Scripted"));
      return;
    }
    if (exchange.getQueryString().contains("watch=true")) {
      watches.add(exchange.getConnection());
      exchange.getConnection().addCloseListener(watches::remove);
    }
    forward.handleRequest(exchange);
  }

  /** Breaks every watch that is open, as a restarted load balancer does. */
  public int breakWatches() {
    Set<ServerConnection> open = Set.copyOf(watches);
    open.forEach(IoUtils::safeClose);
    return open.size();
  }

  @Override
  public void close() {
    server.stop();
  }
}
