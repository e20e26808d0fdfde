package dev.sluice.dataplane.redis;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.matching.IpAddress;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.SocketAddressResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where servers are, judged like backends whoever names them: sentinels and nodes of a cluster name
 * others, and could name anything.
 */
final class JudgedAddresses extends SocketAddressResolver {
  private final Supplier<DialPolicy> policy;

  JudgedAddresses(Supplier<DialPolicy> policy) {
    this.policy = policy;
  }

  @Override
  public SocketAddress resolve(RedisURI uri) {
    String why = "there is no address of " + uri.getHost();
    try {
      for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
        Optional<String> not =
            IpAddress.parse(address.getHostAddress())
                .map(judged -> policy.get().whyNot(judged, uri.getPort()))
                .orElse(Optional.of("is not understood"));
        if (not.isEmpty()) {
          return new InetSocketAddress(address, uri.getPort());
        }
        why = "the address " + address.getHostAddress() + " " + not.get();
      }
    } catch (UnknownHostException e) {
      throw new RedisConnectionException("the DNS has no address of " + uri.getHost());
    }
    throw new RedisConnectionException(why);
  }
}
