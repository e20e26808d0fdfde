package dev.sluice.dataplane.redis;

import dev.sluice.dataplane.tls.TrustMaterial;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SharedStore;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/** Clients of the library, each as its mode wants it. */
final class LettuceClients {
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** Who logs in and asks a sentinel or a cluster for its servers; nobody waits for it. */
  private static final Duration HANDSHAKE = Duration.ofSeconds(5);

  /** What waits for an answer; beyond it scripts fail at once. */
  private static final int MOST_WAITING = 4_096;

  private LettuceClients() {}

  static AbstractRedisClient of(RedisTarget target, ClientResources resources) {
    return switch (target.settings().mode()) {
      case STANDALONE -> client(resources, uri(target, target.servers().getFirst()), target);
      case SENTINEL -> client(resources, sentinels(target), target);
      case CLUSTER -> cluster(resources, target);
    };
  }

  private static RedisClient client(ClientResources resources, RedisURI uri, RedisTarget target) {
    RedisClient client = RedisClient.create(resources, uri);
    client.setOptions(options(ClientOptions.builder(), target).build());
    return client;
  }

  private static RedisClusterClient cluster(ClientResources resources, RedisTarget target) {
    List<RedisURI> seeds = target.servers().stream().map(server -> uri(target, server)).toList();
    RedisClusterClient client = RedisClusterClient.create(resources, seeds);
    ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
    options(builder, target);
    client.setOptions(
        builder
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(Duration.ofSeconds(30))
                    .enableAllAdaptiveRefreshTriggers()
                    .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                    .build())
            .build());
    return client;
  }

  private static ClientOptions.Builder options(ClientOptions.Builder builder, RedisTarget target) {
    if (target.settings().tls()) {
      builder.sslOptions(tls(target.authorities()));
    }
    return builder
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(MOST_WAITING)
        // What a lost connection left unanswered has failed long since: asked again it would count
        // twice.
        .replayFilter(command -> true)
        .timeoutOptions(TimeoutOptions.enabled(SharedRedis.TIMEOUT))
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(CONNECT)
                .keepAlive(true)
                .tcpNoDelay(true)
                .build());
  }

  private static SslOptions tls(List<SecretSection.CaBundle> authorities) {
    SslOptions.Builder builder =
        SslOptions.builder().jdkSslProvider().protocols("TLSv1.3", "TLSv1.2");
    if (!authorities.isEmpty()) {
      builder.sslContext(context -> context.trustManager(TrustMaterial.of(authorities).manager()));
    }
    return builder.build();
  }

  private static RedisURI uri(RedisTarget target, RedisServer server) {
    RedisURI.Builder builder = RedisURI.Builder.redis(server.host(), server.port());
    authenticate(builder, target);
    return builder
        .withSsl(target.settings().tls())
        .withDatabase(target.settings().database())
        .withTimeout(HANDSHAKE)
        .build();
  }

  /** Who logs in at the servers does not at the sentinels: they have users of their own. */
  private static RedisURI sentinels(RedisTarget target) {
    SharedStore.Redis settings = target.settings();
    Iterator<RedisServer> servers = target.servers().iterator();
    RedisServer first = servers.next();
    RedisURI.Builder builder =
        RedisURI.Builder.sentinel(first.host(), first.port(), settings.masterName());
    servers.forEachRemaining(server -> builder.withSentinel(server.host(), server.port()));
    authenticate(builder, target);
    RedisURI uri =
        builder
            .withSsl(settings.tls())
            .withDatabase(settings.database())
            .withTimeout(HANDSHAKE)
            .build();
    uri.getSentinels()
        .forEach(
            sentinel -> {
              sentinel.setSsl(settings.tls());
              sentinel.setTimeout(HANDSHAKE);
            });
    return uri;
  }

  private static void authenticate(RedisURI.Builder builder, RedisTarget target) {
    String password = target.password().value();
    if (password.isEmpty()) {
      return;
    }
    if (target.username().isEmpty()) {
      builder.withPassword(password.toCharArray());
    } else {
      builder.withAuthentication(target.username(), password.toCharArray());
    }
  }
}
