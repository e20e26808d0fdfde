package dev.sluice.dataplane.admin;

import io.prometheus.client.CollectorRegistry;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/**
 * The pages, on threads of their own: a scrape never delays traffic, and a long scrape never delays
 * a probe.
 */
public final class AdminServer implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final String ALIVE = "/healthz";
  private static final String READY = "/readyz";
  private static final Set<String> HEALTH = Set.of(ALIVE, READY);
  private static final int BUFFER_BYTES = 16 << 10;

  private final XnioWorker worker;
  private final List<Undertow> servers = new ArrayList<>();

  private AdminServer(XnioWorker worker) {
    this.worker = worker;
  }

  /**
   * Serves at once.
   *
   * @throws IOException if a port cannot be taken: the message names it and the cure
   */
  public static AdminServer open(
      AdminPorts ports, AdminView view, AdminActions actions, CollectorRegistry registry)
      throws IOException {
    AdminServer server = new AdminServer(worker());
    Map<String, Page> status = statusPages(view, registry);
    Map<String, Page> all = new HashMap<>(status);
    all.putAll(statePages(view));
    try {
      server.listen(
          "admin",
          new InetSocketAddress(LOOPBACK, ports.admin()),
          new PageHandler(all, HEALTH, Optional.of(new ActionPaths(actions)), true));
      if (ports.status().isPresent()) {
        server.listen(
            "status",
            ports.status().get(),
            new PageHandler(status, HEALTH, Optional.empty(), false));
      }
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static XnioWorker worker() throws IOException {
    return Xnio.getInstance()
        .createWorker(
            OptionMap.builder()
                .set(Options.WORKER_NAME, "admin")
                .set(Options.WORKER_IO_THREADS, 1)
                .set(Options.WORKER_TASK_CORE_THREADS, 2)
                .set(Options.WORKER_TASK_MAX_THREADS, 2)
                .set(Options.THREAD_DAEMON, true)
                .getMap());
  }

  private static Map<String, Page> statusPages(AdminView view, CollectorRegistry registry) {
    HealthPages health = new HealthPages(view);
    return Map.of(
        ALIVE,
        request -> health.alive(),
        READY,
        request -> health.ready(),
        "/metrics",
        new MetricsPage(registry));
  }

  private static Map<String, Page> statePages(AdminView view) {
    StatePages state = new StatePages(view);
    return Map.of(
        "/api/v1/snapshot", request -> state.snapshot(),
        "/api/v1/routes", request -> new RoutesPage(view).show(),
        "/api/v1/chains", request -> state.chains(),
        "/api/v1/backends", request -> state.backends(),
        "/api/v1/limits", request -> LimitsPage.of(view.limits(), view.counterMemory()),
        "/api/v1/shares", request -> SharesPage.of(view.shares()),
        "/api/v1/providers", request -> ProvidersPage.of(view.providers()),
        "/api/v1/store",
            request -> StorePage.of(view.redis(), view.counters(), view.revocations()));
  }

  private void listen(String name, InetSocketAddress address, HttpHandler handler)
      throws IOException {
    Undertow server =
        Undertow.builder()
            .setWorker(worker)
            .setDirectBuffers(false)
            .setBufferSize(BUFFER_BYTES)
            .addHttpListener(address.getPort(), address.getAddress().getHostAddress())
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 60_000)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 10_000)
            .setServerOption(UndertowOptions.IDLE_TIMEOUT, 60_000)
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, BUFFER_BYTES)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, (long) BUFFER_BYTES)
            .setHandler(handler)
            .build();
    try {
      server.start();
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "the "
              + name
              + " port "
              + address.getAddress().getHostAddress()
              + ":"
              + address.getPort()
              + " cannot be taken ("
              + cause.getMessage()
              + "): choose another --"
              + name
              + "-port, or 0 for a free one",
          e);
    }
    servers.add(server);
  }

  /** The bound port at loopback. */
  public int adminPort() {
    return port(servers.get(0));
  }

  /** The bound port at the pod's address; empty if there is none. */
  public OptionalInt statusPort() {
    return servers.size() < 2 ? OptionalInt.empty() : OptionalInt.of(port(servers.get(1)));
  }

  private static int port(Undertow server) {
    return ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
  }

  @Override
  public void close() {
    servers.forEach(Undertow::stop);
    worker.shutdownNow();
  }
}
