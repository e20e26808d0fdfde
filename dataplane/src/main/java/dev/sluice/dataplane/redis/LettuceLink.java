package dev.sluice.dataplane.redis;

import dev.sluice.dataplane.dial.DialPolicy;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Through Lettuce: the first connection is tried until it comes, later ones are the library's
 * business, and one that says nothing for a while is given up.
 */
final class LettuceLink implements RedisLink {
  private static final Logger log = LoggerFactory.getLogger(LettuceLink.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** So many scripts in a row without any answer mean that the connection leads nowhere. */
  private static final int SILENT = 4;

  private static final int THREADS = 2;
  private static final byte[] NOTHING = {};

  private final RedisTarget target;
  private final ClientResources resources;
  private final AbstractRedisClient client;
  private final AtomicLong connections = new AtomicLong();
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile @Nullable Open open;
  private volatile String lastFailure = "";
  private volatile boolean closed;

  private record Open(
      StatefulConnection<byte[], byte[]> connection,
      RedisScriptingAsyncCommands<byte[], byte[]> commands) {}

  private LettuceLink(RedisTarget target, Supplier<DialPolicy> policy) {
    this.target = target;
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .reconnectDelay(
                Delay.exponential(SHORTEST_PAUSE, LONGEST_PAUSE, 2, TimeUnit.MILLISECONDS))
            .socketAddressResolver(new JudgedAddresses(policy))
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
            .build();
    this.client = LettuceClients.of(target, resources);
    client.addListener(new Counting());
  }

  /** Connects in the background. */
  static RedisLink open(RedisTarget target, Supplier<DialPolicy> policy) {
    LettuceLink link = new LettuceLink(target, policy);
    Thread.ofVirtual().name("redis").start(() -> link.connect(SHORTEST_PAUSE));
    return link;
  }

  private void connect(Duration pause) {
    if (closed) {
      return;
    }
    try {
      Open made = dial();
      boolean tooLate;
      synchronized (this) {
        tooLate = closed;
        if (!tooLate) {
          unanswered.set(0);
          open = made;
        }
      }
      if (tooLate) {
        made.connection().closeAsync();
      } else {
        log.info("connected to Redis, {}", target.settings().servers());
      }
    } catch (RuntimeException e) {
      if (!closed) {
        failed(cause(e));
        again(pause);
      }
    }
  }

  private void again(Duration pause) {
    Duration longer = pause.multipliedBy(2);
    Duration next = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    Executor later =
        CompletableFuture.delayedExecutor(
            pause.toMillis(), TimeUnit.MILLISECONDS, Thread.ofVirtual().name("redis")::start);
    later.execute(() -> connect(next));
  }

  private Open dial() {
    if (client instanceof RedisClusterClient cluster) {
      StatefulRedisClusterConnection<byte[], byte[]> made =
          cluster.connect(ByteArrayCodec.INSTANCE);
      return new Open(made, made.async());
    }
    StatefulRedisConnection<byte[], byte[]> made =
        ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
    return new Open(made, made.async());
  }

  private final class Counting implements RedisConnectionStateListener {
    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
      connections.incrementAndGet();
    }
  }

  @Override
  public CompletionStage<List<Object>> script(
      RedisScript script, List<String> keys, List<String> arguments) {
    byte[][] names = keys.stream().map(RedisTexts::bytes).toArray(byte[][]::new);
    byte[][] values = arguments.stream().map(RedisTexts::bytes).toArray(byte[][]::new);
    return this.<List<Object>>run(script, ScriptOutputType.MULTI, names, values)
        .thenApply(answer -> answer == null ? List.of() : RedisTexts.texts(answer));
  }

  @Override
  public CompletionStage<byte[]> packed(RedisScript script, byte[][] keys, byte[] argument) {
    return this.<byte[]>run(script, ScriptOutputType.VALUE, keys, argument)
        .thenApply(answer -> answer == null ? NOTHING : answer);
  }

  private <T> CompletionStage<@Nullable T> run(
      RedisScript script, ScriptOutputType output, byte[][] keys, byte[]... arguments) {
    Open now = open;
    if (now == null) {
      return CompletableFuture.failedFuture(
          new RedisUnavailable(
              lastFailure.isEmpty()
                  ? "there is no connection to Redis yet"
                  : "there is no connection to Redis: " + lastFailure));
    }
    try {
      return now.commands()
          .<T>evalsha(script.digest(), output, keys, arguments)
          .exceptionallyCompose(
              failure ->
                  root(failure) instanceof RedisNoScriptException
                      ? now.commands().eval(script.text(), output, keys, arguments)
                      : CompletableFuture.failedFuture(failure))
          .handle((answer, failure) -> answered(now, answer, failure));
    } catch (RedisException e) {
      return CompletableFuture.failedFuture(told(now, e));
    }
  }

  @Override
  public String server(byte[] key) {
    if (!(client instanceof RedisClusterClient cluster) || open == null) {
      return "";
    }
    RedisClusterNode node = cluster.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
    return node == null ? "" : node.getNodeId();
  }

  private <T> @Nullable T answered(Open by, @Nullable T answer, @Nullable Throwable failure) {
    if (failure != null) {
      throw told(by, failure);
    }
    if (unanswered.get() != 0) {
      unanswered.set(0);
    }
    return answer;
  }

  private RedisUnavailable told(Open by, Throwable failure) {
    Throwable root = root(failure);
    failed(cause(root));
    if (root instanceof RedisCommandTimeoutException && unanswered.incrementAndGet() == SILENT) {
      giveUp(by);
    }
    return new RedisUnavailable(cause(root));
  }

  /** A connection may look well long after the other side has vanished. */
  private void giveUp(Open silent) {
    synchronized (this) {
      if (closed || open != silent) {
        return;
      }
      open = null;
    }
    log.warn("Redis says nothing any more, connecting anew");
    silent.connection().closeAsync();
    Thread.ofVirtual().name("redis").start(() -> connect(SHORTEST_PAUSE));
  }

  private void failed(String cause) {
    if (!cause.equals(lastFailure)) {
      log.warn("Redis: {}", cause);
    }
    lastFailure = cause;
  }

  private static Throwable root(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** The innermost message: the outer ones say no more than that there is one. */
  private static String cause(Throwable failure) {
    Throwable inner = failure;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return String.valueOf(inner.getMessage());
  }

  @Override
  public long connections() {
    return connections.get();
  }

  @Override
  public boolean connected() {
    Open now = open;
    return now != null && now.connection().isOpen() && unanswered.get() == 0;
  }

  @Override
  public String lastFailure() {
    return lastFailure;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      open = null;
    }
    client
        .shutdownAsync(0, 1, TimeUnit.SECONDS)
        .whenComplete((done, failure) -> resources.shutdown(0, 1, TimeUnit.SECONDS));
  }
}
