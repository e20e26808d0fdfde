package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.dataplane.listener.ServerSocketListener;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Timeout;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/** A listener with nothing but the upstream path behind it. */
final class ProxyFixture implements AutoCloseable {
  static final ObjectKey BACKEND = new ObjectKey("test", "backend");

  /** Requests below this path have time, whatever the settings say. */
  static final String PATIENT = "/patient";

  private final XnioWorker worker;
  private final ServerSocketListener listener;
  private final Upstreams upstreams;
  private final Upstream upstream;
  private final int threads;
  private final List<RequestContext> ended = new CopyOnWriteArrayList<>();

  /** What varies between tests. */
  record Settings(
      ConnectionPolicy connection,
      RoutePolicies policies,
      int threads,
      boolean proxyProtocol,
      UnaryOperator<BackendSection> backend,
      Clock clock) {
    static final Settings DEFAULT =
        new Settings(
            ConnectionPolicy.DEFAULT,
            RoutePolicies.of(RouteTimeouts.ofRequest(Timeout.after(Duration.ofSeconds(20)))),
            2,
            false,
            section -> section,
            Clock.systemUTC());

    Settings connection(ConnectionPolicy value) {
      return new Settings(value, policies, threads, proxyProtocol, backend, clock);
    }

    Settings request(Timeout value) {
      return timeouts(RouteTimeouts.ofRequest(value));
    }

    Settings timeouts(RouteTimeouts value) {
      return policies(
          new RoutePolicies(
              value,
              policies.retry(),
              policies.hedge(),
              policies.limits(),
              AccessPolicies.OPEN,
              List.of()));
    }

    Settings retry(RetryPolicy value) {
      return policies(
          new RoutePolicies(
              policies.timeouts(),
              value,
              policies.hedge(),
              policies.limits(),
              AccessPolicies.OPEN,
              List.of()));
    }

    private Settings policies(RoutePolicies value) {
      return new Settings(connection, value, threads, proxyProtocol, backend, clock);
    }

    Settings threads(int value) {
      return new Settings(connection, policies, value, proxyProtocol, backend, clock);
    }

    /** What else the backend's resource says. */
    Settings backend(UnaryOperator<BackendSection> more) {
      return new Settings(connection, policies, threads, proxyProtocol, more, clock);
    }

    Settings clock(Clock value) {
      return new Settings(connection, policies, threads, proxyProtocol, backend, value);
    }

    private BackendSection section() {
      return backend.apply(BackendSection.of(BACKEND, connection));
    }
  }

  ProxyFixture(Settings settings, Endpoint... endpoints) {
    threads = settings.threads();
    try {
      worker =
          Xnio.getInstance()
              .createWorker(
                  OptionMap.builder()
                      .set(Options.WORKER_IO_THREADS, settings.threads())
                      .set(Options.WORKER_TASK_CORE_THREADS, 1)
                      .set(Options.WORKER_TASK_MAX_THREADS, 1)
                      .getMap());
      upstreams = new Upstreams(settings.clock());
      upstreams.apply(
          List.of(settings.section().with(Carrier.current().settings())),
          Carrier.current().secrets());
      endpoints(endpoints);
      upstream = Objects.requireNonNull(upstreams.get(BACKEND));
      HttpHandler timed = new UpstreamHandler(upstream, settings.policies());
      HttpHandler patient = new UpstreamHandler(upstream, Settings.DEFAULT.policies());
      listener =
          ServerSocketListener.open(
              worker,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              ListenerOptions.plain(settings.proxyProtocol()),
              open(
                  exchange ->
                      (exchange.getRequestURI().startsWith(PATIENT) ? patient : timed)
                          .handleRequest(exchange)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ProxyFixture to(ScriptedBackend... backends) {
    return to(Settings.DEFAULT, backends);
  }

  static ProxyFixture to(Settings settings, ScriptedBackend... backends) {
    return new ProxyFixture(
        settings, Arrays.stream(backends).map(ScriptedBackend::endpoint).toArray(Endpoint[]::new));
  }

  private HttpHandler open(HttpHandler next) {
    return exchange -> {
      RequestContext context = RequestContext.open(exchange, System.nanoTime(), "");
      context.requestId("test-id");
      context.path(exchange.getRequestURI());
      exchange.addExchangeCompleteListener(
          (HttpServerExchange complete,
              io.undertow.server.ExchangeCompletionListener.NextListener after) -> {
            ended.add(context);
            after.proceed();
          });
      next.handleRequest(exchange);
    };
  }

  void endpoints(Endpoint... endpoints) {
    upstreams.endpoints(EndpointSet.of(BACKEND, List.of(endpoints)));
  }

  Upstreams upstreams() {
    return upstreams;
  }

  ServerSocketListener listener() {
    return listener;
  }

  EndpointView view() {
    return upstreams.view().get(0).endpoints().get(0);
  }

  /** One of those that carry requests; the only one if the settings say so. */
  XnioIoThread ioThread() {
    return worker.getIoThread(0);
  }

  /** How many deadlines are pending on all threads that carry requests. */
  int timers() {
    AtomicInteger sum = new AtomicInteger();
    CountDownLatch counted = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      worker
          .getIoThread(i)
          .execute(
              () -> {
                sum.addAndGet(upstream.loops().current().wheel().size());
                counted.countDown();
              });
    }
    try {
      if (!counted.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("an I/O thread is held");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return sum.get();
  }

  /** The contexts of the exchanges that are complete, in that order. */
  List<RequestContext> ended() {
    return ended;
  }

  Wire client() {
    return Wire.connect(listener.address().getPort());
  }

  static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: example.com\r\n\r\n";
  }

  static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: example.com\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Override
  public void close() {
    listener.close();
    upstreams.close();
    worker.shutdownNow();
  }
}
