package dev.sluice.dataplane.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the platform for the addresses of names. It takes as long as it likes, and holds on to the
 * thread that asks, also if that is a virtual one: so each name is asked for on a thread of its
 * own, once for all who want to know, and they wait no longer than they have time.
 */
final class Names {
  private final Resolver resolver;
  private final Map<String, FutureTask<InetAddress[]>> asked = new ConcurrentHashMap<>();

  /** Blocks. */
  interface Resolver {
    InetAddress[] all(String host) throws UnknownHostException;
  }

  Names(Resolver resolver) {
    this.resolver = resolver;
  }

  /**
   * @throws FetchRefused if it has none, or there is no answer in time
   */
  InetAddress[] addresses(String host, Duration limit) throws FetchRefused {
    FutureTask<InetAddress[]> mine = new FutureTask<>(() -> resolver.all(host));
    FutureTask<InetAddress[]> others = asked.putIfAbsent(host, mine);
    if (others == null) {
      Thread.ofPlatform()
          .daemon()
          .name("names")
          .start(
              () -> {
                mine.run();
                asked.remove(host, mine);
              });
    }
    try {
      return (others == null ? mine : others).get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw FetchRefused.unheard("the DNS has no address of the endpoint");
    } catch (TimeoutException e) {
      throw FetchRefused.unheard("the DNS does not answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw FetchRefused.unheard("the gateway is stopping");
    }
  }
}
