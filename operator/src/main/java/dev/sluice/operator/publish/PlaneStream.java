package dev.sluice.operator.publish;

import dev.sluice.snapshot.Held;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushCodec;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.PushProtocol;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.SnapshotException;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/**
 * One connection of one data-plane process. A virtual thread of its own does all the work, so that
 * encoding, and a peer that reads slowly, hold up nobody else.
 */
final class PlaneStream implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PlaneStream.class);

  /** A data plane says a few words for each message it gets; more is not a data plane. */
  private static final int UNREAD_MESSAGES = 256;

  private static final long SILENCE_NANOS = Duration.ofSeconds(25).toNanos();
  private static final long HELLO_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long ANSWER_NANOS = Duration.ofSeconds(60).toNanos();

  private final WebSocketChannel channel;
  private final PlaneIdentity identity;
  private final PushProtocol protocol;
  private final Publisher publisher;
  private final PlaneStates states;
  private final Supplier<Standing> standing;
  private final PushEvents events;
  private final BlockingQueue<byte[]> unread = new ArrayBlockingQueue<>(UNREAD_MESSAGES);
  private final Semaphore wakeUps = new Semaphore(0);
  private final long opened = System.nanoTime();

  private volatile long lastHeard = System.nanoTime();
  private volatile boolean ended;

  // Touched by this stream's thread only.
  private PlaneMessage.@Nullable Hello hello;
  private @Nullable Feed feed;
  private @Nullable StreamProgress progress;
  private PlaneMessage.@Nullable State state;
  private @Nullable Standing told;
  private long sentAt;
  private boolean saidBehind;

  PlaneStream(
      WebSocketChannel channel,
      PlaneIdentity identity,
      PushProtocol protocol,
      Publisher publisher,
      PlaneStates states,
      Supplier<Standing> standing,
      PushEvents events) {
    this.channel = channel;
    this.identity = identity;
    this.protocol = protocol;
    this.publisher = publisher;
    this.states = states;
    this.standing = standing;
    this.events = events;
  }

  /** Something may be there to do. Cheap, never waits. */
  void wake() {
    if (wakeUps.availablePermits() == 0) {
      wakeUps.release();
    }
  }

  /** On an I/O thread. */
  void received(byte[] message) {
    lastHeard = System.nanoTime();
    if (unread.offer(message)) {
      wake();
    } else {
      close(CloseCode.TOO_MUCH, "more than " + UNREAD_MESSAGES + " messages unread");
    }
  }

  /** On an I/O thread: the peer lives. */
  void heard() {
    lastHeard = System.nanoTime();
  }

  /** On an I/O thread: the connection is gone. */
  void ended() {
    ended = true;
    wake();
  }

  /** Asks the peer for a sign of life; every few seconds, on the server's timer. */
  void ping() {
    if (System.nanoTime() - lastHeard > SILENCE_NANOS) {
      LOG.info("{} is silent, closing its stream", this);
      IoUtils.safeClose(channel);
      ended();
    } else {
      WebSockets.sendPing(ByteBuffer.allocate(0), channel, null);
    }
  }

  void close(CloseCode code, String reason) {
    WebSockets.sendClose(code.code(), reason, channel, null);
    ended();
  }

  @Override
  public void run() {
    try {
      while (!ended) {
        tellStanding();
        readAll();
        watchTheClock();
        writeNext();
        if (!wakeUps.tryAcquire(pauseNanos(), TimeUnit.NANOSECONDS)) {
          continue;
        }
        wakeUps.drainPermits();
      }
    } catch (SnapshotException e) {
      LOG.warn("{} sent what cannot be read, closing its stream: {}", this, e.getMessage());
      close(CloseCode.BROKEN_MESSAGE, "message cannot be read");
    } catch (IOException e) {
      LOG.debug("{} is gone: {}", this, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      leave();
    }
  }

  private void leave() {
    if (feed != null) {
      feed.leave(this);
    }
    if (hello != null) {
      states.remove(hello.dataPlane(), this);
      states.backends().left(this);
      LOG.info("{} left", this);
    }
    if (!channel.isCloseFrameSent()) {
      IoUtils.safeClose(channel);
    }
  }

  private void tellStanding() throws IOException {
    Standing now = standing.get();
    if (!now.equals(told)) {
      told = now;
      write(PushCodec.encode(new PushMessage.Welcome(now.replica(), now.leader(), now.term())));
    }
  }

  private void readAll() {
    List<byte[]> messages = new ArrayList<>();
    unread.drainTo(messages);
    for (byte[] message : messages) {
      if (!ended) {
        handle(PushCodec.decodePlane(message));
      }
    }
  }

  private void handle(PlaneMessage message) {
    if (message instanceof PlaneMessage.Hello greeting) {
      greet(greeting);
      return;
    }
    StreamProgress progress = this.progress;
    PlaneMessage.Hello hello = this.hello;
    if (progress == null || hello == null) {
      close(CloseCode.OUT_OF_ORDER, "Hello comes first");
      return;
    }
    switch (message) {
      case PlaneMessage.Hello again -> {}
      case PlaneMessage.Subscribe subscribe -> {
        saidBehind = false;
        progress.subscribe(subscribe.held());
      }
      case PlaneMessage.Unsubscribe unsubscribe -> progress.unsubscribe();
      case PlaneMessage.Ack ack -> {
        if (progress.acknowledged(ack)) {
          events.acknowledged(hello.dataPlane(), Duration.ofNanos(System.nanoTime() - sentAt));
        }
      }
      case PlaneMessage.Nack nack -> {
        LOG.warn("{} refuses {}: {} {}", this, nack.version(), nack.reason(), nack.refusals());
        progress.refused(nack, System.nanoTime());
        events.refused(hello.dataPlane(), hello.instance(), nack);
      }
      case PlaneMessage.State now -> state = now;
      case PlaneMessage.Backends news -> states.backends().heard(this, news.all(), news.states());
    }
    tellStates(hello, progress);
  }

  private void greet(PlaneMessage.Hello greeting) {
    if (hello != null) {
      close(CloseCode.OUT_OF_ORDER, "a second Hello");
      return;
    }
    if (!identity.mayBe(greeting.dataPlane())) {
      LOG.warn(
          "{} asks for the configuration of data plane {}, which belongs to ServiceAccount {}/{}: refused",
          identity,
          greeting.dataPlane(),
          greeting.dataPlane().namespace(),
          PlaneIdentity.serviceAccountOf(greeting.dataPlane()));
      events.turnedAway("other data plane");
      close(CloseCode.NOT_YOUR_DATA_PLANE, identity + " is not of this data plane");
      return;
    }
    hello = greeting;
    Feed followed = publisher.feed(greeting.dataPlane());
    feed = followed;
    progress = new StreamProgress(protocol, followed);
    followed.join(this);
    LOG.info("{} {} joined with {}", this, greeting.release(), protocol.subprotocol());
  }

  /** Before its first State nothing is known of an instance, and it is not evidence of anything. */
  private void tellStates(PlaneMessage.Hello hello, StreamProgress progress) {
    PlaneMessage.State state = this.state;
    if (state == null) {
      return;
    }
    List<Refusal> refusals = new ArrayList<>(progress.refusals());
    state.refusals().stream()
        .filter(told -> refusals.stream().noneMatch(r -> r.section().equals(told.section())))
        .forEach(refusals::add);
    Held held = state.held();
    states.update(
        hello.dataPlane(),
        this,
        new PlaneInstance(hello.instance(), hello.release(), held, refusals, state.draining()));
  }

  private void watchTheClock() {
    long now = System.nanoTime();
    StreamProgress progress = this.progress;
    if (progress == null) {
      if (now - opened > HELLO_NANOS) {
        close(CloseCode.SILENT, "no Hello in time");
      }
    } else if (progress.awaitsAnswer() && now - sentAt > ANSWER_NANOS) {
      LOG.warn("{} neither takes nor refuses what it was sent, closing its stream", this);
      close(CloseCode.SILENT, "no Ack or Nack in time");
    }
  }

  private void writeNext() throws IOException {
    StreamProgress progress = this.progress;
    PlaneMessage.Hello hello = this.hello;
    if (progress == null || hello == null || ended) {
      return;
    }
    Optional<StreamProgress.Outgoing> next = progress.next(System.nanoTime());
    while (next.isPresent() && !ended) {
      StreamProgress.Outgoing outgoing = next.get();
      sentAt = System.nanoTime();
      events.sent(hello.dataPlane(), outgoing.message().length);
      write(outgoing.message());
      next = progress.next(System.nanoTime());
    }
    if (!progress.behind()) {
      saidBehind = false;
    } else {
      events.behind(hello.dataPlane(), progress.floor());
      if (!saidBehind) {
        saidBehind = true;
        LOG.info(
            "{} has seen more than this replica; it gets nothing until that has caught up", this);
      }
    }
    tellStates(hello, progress);
  }

  private long pauseNanos() {
    long now = System.nanoTime();
    StreamProgress progress = this.progress;
    if (progress == null) {
      return Math.max(1, opened + HELLO_NANOS - now);
    }
    if (progress.awaitsAnswer()) {
      return Math.max(1, sentAt + ANSWER_NANOS - now);
    }
    return Math.max(1, progress.nanosToRetry(now));
  }

  private void write(byte[] message) throws IOException {
    WebSockets.sendBinaryBlocking(ByteBuffer.wrap(message), channel);
  }

  @Override
  public String toString() {
    PlaneMessage.Hello hello = this.hello;
    return hello == null
        ? "stream of " + identity
        : "data plane " + hello.dataPlane() + " instance " + hello.instance();
  }
}
