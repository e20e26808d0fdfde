package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.upstream.balance.Dice;
import dev.sluice.dataplane.upstream.tls.TlsBuffers;
import org.xnio.XnioIoThread;

/** What the upstream path keeps for one I/O thread. Used on that thread only. */
final class IoLoop implements Dice {
  /** No response head is longer, and no request head that a listener let in. */
  static final int MAX_HEAD = 64 * 1024;

  private final XnioIoThread thread;
  private final int index;
  private final TimingWheel wheel;
  private final HeaderNames names = new HeaderNames();
  private final TlsBuffers tlsBuffers = new TlsBuffers();
  private final RequestHead requestHead = new RequestHead();
  private final ResponseHead responseHead = new ResponseHead();
  private final AnswerHead answerHead = new AnswerHead();
  private final byte[] scratch = new byte[MAX_HEAD];
  private long random;

  IoLoop(XnioIoThread thread, int index) {
    this.thread = thread;
    this.index = index;
    wheel = new TimingWheel(thread, System::nanoTime);
    random = System.nanoTime() * 0x9E3779B97F4A7C15L | 1;
  }

  XnioIoThread thread() {
    return thread;
  }

  /** Counts from 0 over all threads that the registry has seen. */
  int index() {
    return index;
  }

  TimingWheel wheel() {
    return wheel;
  }

  TlsBuffers tlsBuffers() {
    return tlsBuffers;
  }

  HeaderNames names() {
    return names;
  }

  /** The one request head being written: free again when its bytes are sent or copied. */
  RequestHead requestHead() {
    return requestHead;
  }

  /** The one response head being read: free again when it is applied. */
  ResponseHead responseHead() {
    return responseHead;
  }

  /** The one head of an answer being written: free again when it is in its buffer. */
  AnswerHead answerHead() {
    return answerHead;
  }

  byte[] scratch() {
    return scratch;
  }

  /** Marsaglia's xorshift: good enough to choose an endpoint. */
  @Override
  public int random(int bound) {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return (int) ((random >>> 33) % bound);
  }
}
