package dev.sluice.operator.publish;

import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushCodec;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.PushProtocol;
import dev.sluice.snapshot.SnapshotException;
import java.io.IOException;
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

/**
 * One connection of one data-plane process. A virtual thread of its own does all the work, so that
 * encoding, and a peer that reads slowly, hold up nobody else.
 */
final class PlaneStream implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PlaneStream.class);

  /** A data plane says a few words for each message it gets; more is not a data plane. */
  private static final int UNREAD_MESSAGES = 256;

  private final PlaneChannel channel;
  private final PlaneIdentity identity;
  private final PushProtocol protocol;
  private final Supplier<Standing> standing;
  private final Surroundings around;
  private final BlockingQueue<byte[]> unread = new ArrayBlockingQueue<>(UNREAD_MESSAGES);
  private final PendingResets resets;
  private final Semaphore wakeUps = new Semaphore(0);
  private final StreamClock clock = new StreamClock();

  private volatile boolean ended;

  // Touched by this stream's thread only.
  private PlaneMessage.@Nullable Hello hello;
  private @Nullable Feed feed;
  private @Nullable StreamProgress progress;
  private final SelfReport report = new SelfReport();
  private @Nullable Standing told;
  private boolean saidBehind;

  PlaneStream(
      PlaneChannel channel,
      PlaneIdentity identity,
      PushProtocol protocol,
      Supplier<Standing> standing,
      Surroundings around) {
    this.channel = channel;
    this.identity = identity;
    this.protocol = protocol;
    this.standing = standing;
    this.around = around;
    this.resets = new PendingResets(protocol);
  }

  /** Something may be there to do. Cheap, never waits. */
  void wake() {
    if (wakeUps.availablePermits() == 0) {
      wakeUps.release();
    }
  }

  /** On an I/O thread. */
  void received(byte[] message) {
    channel.heard();
    if (unread.offer(message)) {
      wake();
    } else {
      close(CloseCode.TOO_MUCH, "more than " + UNREAD_MESSAGES + " messages unread");
    }
  }

  /** On the thread of another stream. A peer that does not know of it hears nothing. */
  void say(PushMessage.Reset reset) {
    if (resets.add(reset)) {
      wake();
    } else {
      LOG.warn("{} has {} resets to hear already: not told of {}", this, PendingResets.MOST, reset);
    }
  }

  /** On an I/O thread: the peer lives. */
  void heard() {
    channel.heard();
  }

  /** On an I/O thread: the connection is gone. */
  void ended() {
    ended = true;
    wake();
  }

  /** Asks the peer for a sign of life; every few seconds, on the server's timer. */
  void ping() {
    if (channel.isSilent()) {
      LOG.info("{} is silent, closing its stream", this);
      channel.cut();
      ended();
    } else {
      channel.ping();
    }
  }

  void close(CloseCode code, String reason) {
    channel.close(code, reason);
    ended();
  }

  @Override
  public void run() {
    try {
      while (!ended) {
        tellStanding();
        readAll();
        sayAll();
        watchTheClock();
        writeNext();
        if (wakeUps.tryAcquire(clock.pauseNanos(progress), TimeUnit.NANOSECONDS)) {
          wakeUps.drainPermits();
        }
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
      around.states().remove(hello.dataPlane(), this);
      around.states().backends().left(this);
      LOG.info("{} left", this);
    }
    channel.leave();
  }

  private void tellStanding() throws IOException {
    Standing now = standing.get();
    if (!now.equals(told)) {
      told = now;
      channel.write(
          PushCodec.encode(new PushMessage.Welcome(now.replica(), now.leader(), now.term())));
    }
  }

  private void readAll() throws IOException {
    List<byte[]> messages = new ArrayList<>();
    unread.drainTo(messages);
    for (byte[] message : messages) {
      if (!ended) {
        handle(PushCodec.decodePlane(message));
      }
    }
  }

  private void sayAll() throws IOException {
    for (byte[] reset : resets.take()) {
      channel.write(reset);
    }
  }

  private void handle(PlaneMessage message) throws IOException {
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
          around.events().acknowledged(hello.dataPlane(), clock.sinceSent());
        }
      }
      case PlaneMessage.Nack nack -> {
        LOG.warn("{} refuses {}: {} {}", this, nack.version(), nack.reason(), nack.refusals());
        progress.refused(nack, System.nanoTime());
        around.events().refused(hello.dataPlane(), hello.instance(), nack);
      }
      case PlaneMessage.Demands demands -> {
        Optional<byte[]> answer = around.shares(hello, standing.get(), demands);
        if (answer.isPresent()) {
          channel.write(answer.get());
        }
      }
      case PlaneMessage.Reset reset -> {
        LOG.info("{} resets a key of limit {}", this, reset.what());
        around.states().carry(hello.dataPlane(), this, reset.what());
      }
      case PlaneMessage.State now -> report.state(now);
      case PlaneMessage.Providers now -> report.providers(now);
      case PlaneMessage.Store now -> report.store(now);
      case PlaneMessage.Backends news ->
          around.states().backends().heard(this, news.all(), news.states());
    }
    tellStates(hello, progress);
  }

  private void greet(PlaneMessage.Hello greeting) {
    if (hello != null) {
      close(CloseCode.OUT_OF_ORDER, "a second Hello");
      return;
    }
    ObjectKey plane = greeting.dataPlane();
    if (!identity.mayBe(plane)) {
      LOG.warn(
          "{} asks for data plane {}, which is {}'s: refused",
          identity,
          plane,
          PlaneIdentity.of(plane));
      around.events().turnedAway("other data plane");
      close(CloseCode.NOT_YOUR_DATA_PLANE, identity + " is not of this data plane");
      return;
    }
    hello = greeting;
    Feed followed = around.publisher().feed(plane);
    feed = followed;
    progress = new StreamProgress(protocol, followed);
    followed.join(this);
    LOG.info("{} {} joined with {}", this, greeting.release(), protocol.subprotocol());
  }

  private void tellStates(PlaneMessage.Hello hello, StreamProgress progress) {
    report
        .of(hello, progress.refusals())
        .ifPresent(instance -> around.states().update(hello.dataPlane(), this, instance));
  }

  private void watchTheClock() {
    Optional<String> late = clock.late(progress);
    if (late.isPresent()) {
      LOG.warn("{} is too slow, closing its stream: {}", this, late.get());
      close(CloseCode.SILENT, late.get());
    }
  }

  private void writeNext() throws IOException {
    StreamProgress progress = this.progress;
    PlaneMessage.Hello hello = this.hello;
    if (progress == null || hello == null || ended) {
      return;
    }
    for (var next = progress.next(System.nanoTime());
        next.isPresent() && !ended;
        next = progress.next(System.nanoTime())) {
      byte[] message = next.get().message();
      clock.sent();
      around.events().sent(hello.dataPlane(), message.length);
      channel.write(message);
    }
    if (!progress.behind()) {
      saidBehind = false;
    } else {
      around.events().behind(hello.dataPlane(), progress.floor());
      if (!saidBehind) {
        saidBehind = true;
        LOG.info("{} has seen more than this replica, which has to catch up first", this);
      }
    }
    tellStates(hello, progress);
  }

  @Override
  public String toString() {
    PlaneMessage.Hello hello = this.hello;
    return hello == null
        ? "stream of " + identity
        : "data plane " + hello.dataPlane() + " instance " + hello.instance();
  }
}
