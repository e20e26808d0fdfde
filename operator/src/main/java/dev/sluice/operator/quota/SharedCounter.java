package dev.sluice.operator.quota;

import dev.sluice.snapshot.CounterShare;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A counter with shares of its own, and what each replica has of it. */
final class SharedCounter {
  private final Counter name;
  private final long whole;
  private long askedAt;
  private @Nullable Line[] lines = new Line[4];

  SharedCounter(Counter name, long whole, long now) {
    this.name = name;
    this.whole = whole;
    this.askedAt = now;
  }

  Counter name() {
    return name;
  }

  long whole() {
    return whole;
  }

  void asked(long now) {
    askedAt = now;
  }

  boolean isIdle(long now, long nanos) {
    return now - askedAt > nanos;
  }

  /** Null: nothing was said of it to that replica, or by it. */
  @Nullable Line of(Member member) {
    return member.place() < lines.length ? lines[member.place()] : null;
  }

  Line line(Member member) {
    Line present = of(member);
    if (present != null) {
      return present;
    }
    if (member.place() >= lines.length) {
      lines = Arrays.copyOf(lines, Math.max(lines.length * 2, member.place() + 1));
    }
    Line made = new Line();
    lines[member.place()] = made;
    return made;
  }

  void forget(Member member) {
    if (member.place() < lines.length) {
      lines[member.place()] = null;
    }
  }

  /** How much others must leave that replica. */
  long holds(Member member) {
    Line line = of(member);
    return line != null && line.isSaid()
        ? line.holds(0)
        : line == null ? equal(member) : line.holds(equal(member));
  }

  long equal(Member member) {
    return member.equal().of(whole);
  }

  CounterShare share(long part) {
    return new CounterShare(name.high(), name.low(), whole, part);
  }
}
