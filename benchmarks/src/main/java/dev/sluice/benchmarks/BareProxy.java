package dev.sluice.benchmarks;

import com.sun.management.ThreadMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.sluice.dataplane.DataplaneOptions;
import io.undertow.Undertow;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A proxy to measure, in a process of its own: {@code sluice BACKEND_PORT} is the whole data plane
 * with one route, {@code policies BACKEND_PORT} the same with every policy set, {@code access
 * BACKEND_PORT DIRECTORY ISSUER_PORT} and {@code logged-access} that of {@link AccessPlane}, {@code
 * limits BACKEND_PORT DIRECTORY ISSUER_PORT REDIS_PORT} and {@code logged-limits} that of {@link
 * LimitPlane}, {@code redis BACKEND_PORT REDIS_PORT} that of {@link RedisPlane}, {@code stock
 * BACKEND_PORT} Undertow's own ProxyHandler. Prints the port that it listens on, and then answers
 * each line of its input with one of its own:
 *
 * <ul>
 *   <li>{@code allocated}: bytes that all its threads have allocated so far
 *   <li>{@code memory}: after a collection, bytes of heap and of direct buffers, open descriptors
 *       and threads
 *   <li>{@code change PORT...}: applies another configuration, with these backends
 *   <li>{@code endpoints PORT...}: changes the backends only
 * </ul>
 *
 * Ends with its input.
 */
public final class BareProxy {
  private BareProxy() {}

  public static void main(String[] arguments) throws Exception {
    int backend = Integer.parseInt(arguments[1]);
    switch (arguments[0]) {
      case "stock" -> serve(null, stock(backend));
      case "access", "logged-access" ->
          serve(
              BenchedPlane.access(
                  arguments[0].startsWith("logged"),
                  backend,
                  Path.of(arguments[2]),
                  Integer.parseInt(arguments[3])));
      case "redis" -> serve(BenchedPlane.redis(backend, Integer.parseInt(arguments[2])));
      case "limits", "logged-limits" ->
          serve(
              BenchedPlane.limits(
                  arguments[0].startsWith("logged"),
                  backend,
                  Path.of(arguments[2]),
                  Integer.parseInt(arguments[3]),
                  Integer.parseInt(arguments[4])));
      default -> serve(BenchedPlane.start(arguments[0].equals("policies"), backend));
    }
    System.exit(0);
  }

  private static void serve(BenchedPlane plane) throws IOException {
    serve(plane, plane.port());
  }

  private static void serve(@Nullable BenchedPlane plane, int port) throws IOException {
    System.out.println("listening " + port);
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.split(" ", -1);
      List<Integer> ports = Arrays.stream(words).skip(1).map(Integer::valueOf).toList();
      switch (words[0]) {
        case "allocated" -> System.out.println(allocated());
        case "memory" -> System.out.println(memory());
        case "change", "endpoints" -> {
          if (plane == null) {
            throw new IOException("stock Undertow is not configured while it runs");
          }
          if (words[0].equals("change")) {
            plane.change(ports);
          } else {
            plane.endpoints(ports);
          }
          System.out.println("ok");
        }
        default -> throw new IOException("unknown command " + line);
      }
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
  }

  private static String memory() {
    System.gc();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
        + " "
        + direct
        + " "
        + system.getOpenFileDescriptorCount()
        + " "
        + ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static int stock(int backendPort) {
    LoadBalancingProxyClient client =
        new LoadBalancingProxyClient()
            .setConnectionsPerThread(64)
            .addHost(URI.create("http://127.0.0.1:" + backendPort));
    Undertow server =
        Undertow.builder()
            .setIoThreads(DataplaneOptions.defaultIoThreads())
            .addHttpListener(0, "127.0.0.1")
            .setHandler(ProxyHandler.builder().setProxyClient(client).build())
            .build();
    server.start();
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }
}
