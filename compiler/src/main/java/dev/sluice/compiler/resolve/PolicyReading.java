package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.matching.HttpToken;
import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.Timeout;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A value of a policy as it was written, understood or not. */
sealed interface PolicyReading<V> {
  record Understood<V>(V value) implements PolicyReading<V> {}

  /**
   * @param faults at least one
   */
  record Refused<V>(List<Fault> faults) implements PolicyReading<V> {
    public Refused {
      faults = List.copyOf(faults);
    }
  }

  /**
   * One mistake.
   *
   * @param at where in the value, such as {@code .allowOrigins[1]}; empty: the value itself
   * @param message what is wrong and the cure
   */
  record Fault(Kind kind, String at, String message) {
    /** Of a value that has no parts. */
    static Fault of(Kind kind, String message) {
      return new Fault(kind, "", message);
    }
  }

  /** What kind of value was expected. */
  enum Kind {
    DURATION,
    OTHER
  }

  default <W> PolicyReading<W> map(Function<V, W> function) {
    return switch (this) {
      case Understood<V>(V value) -> new Understood<>(function.apply(value));
      case Refused<V>(List<Fault> faults) -> new Refused<>(faults);
    };
  }

  /** {@code 0s} stands for no limit. */
  static PolicyReading<Timeout> timeout(List<String> written) {
    return duration(written, ", or 0s for no limit")
        .map(limit -> limit.isZero() ? Timeout.NONE : Timeout.after(limit));
  }

  static PolicyReading<Long> millis(List<String> written) {
    return duration(written, "").map(Duration::toMillis);
  }

  private static PolicyReading<Duration> duration(List<String> written, String more) {
    Optional<Duration> duration = Durations.parse(written.getFirst());
    return duration.isPresent()
        ? new Understood<>(duration.get())
        : refused(
            Kind.DURATION,
            PlainText.quote(written.getFirst()) + " is no duration; " + Durations.CURE + more);
  }

  static PolicyReading<Integer> integer(List<String> written, int least, int most) {
    try {
      int value = Integer.parseInt(written.getFirst());
      if (value >= least && value <= most) {
        return new Understood<>(value);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    return refused(
        PlainText.quote(written.getFirst())
            + " is out of range; give a number from "
            + least
            + " to "
            + most);
  }

  static PolicyReading<Long> size(List<String> written, long most) {
    try {
      BigDecimal bytes = Quantity.getAmountInBytes(Quantity.parse(written.getFirst()));
      if (bytes.signum() >= 0
          && bytes.compareTo(BigDecimal.valueOf(most)) <= 0
          && bytes.stripTrailingZeros().scale() <= 0) {
        return new Understood<>(bytes.longValueExact());
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    return refused(
        PlainText.quote(written.getFirst())
            + " is no size"
            + (most == Long.MAX_VALUE
                ? ""
                : " up to " + (most < 1 << 20 ? (most >> 10) + "Ki" : (most >> 20) + "Mi"))
            + "; write a whole number of bytes, such as 65536, 64Ki or 10Mi");
  }

  static PolicyReading<List<RetryCondition>> conditions(List<String> written) {
    List<RetryCondition> conditions = new ArrayList<>();
    for (String text : written) {
      Optional<RetryCondition> condition =
          Arrays.stream(RetryCondition.values()).filter(each -> each.text().equals(text)).findAny();
      if (condition.isEmpty()) {
        return refused(
            PlainText.quote(text)
                + " is no condition; give some of "
                + Arrays.stream(RetryCondition.values())
                    .map(RetryCondition::text)
                    .collect(Collectors.joining(", ")));
      }
      conditions.add(condition.get());
    }
    return some(conditions);
  }

  static PolicyReading<List<Integer>> codes(List<String> written) {
    List<Integer> codes = new ArrayList<>();
    for (String text : written) {
      switch (integer(List.of(text), 400, 599)) {
        case Understood<Integer>(Integer code) -> codes.add(code);
        case Refused<Integer>(List<Fault> faults) -> {
          return refused(faults.getFirst().message() + ", the status of a failure");
        }
      }
    }
    return some(codes);
  }

  static PolicyReading<List<String>> methods(List<String> written) {
    for (String method : written) {
      if (!HttpToken.matches(method)) {
        return refused(PlainText.quote(method) + " is no method; write a name such as GET");
      }
    }
    return some(written);
  }

  /** Media types without parameters; a subtype may be {@code *}. */
  static PolicyReading<List<String>> mediaTypes(List<String> written) {
    for (String type : written) {
      if (!MEDIA_TYPE.matcher(type).matches()) {
        return refused(
            PlainText.quote(type)
                + " is no media type; write one such as application/json or image/*, without"
                + " parameters");
      }
    }
    return some(written.stream().map(type -> type.toLowerCase(Locale.ROOT)).toList());
  }

  /** RFC 6838 section 4.2. */
  Pattern MEDIA_TYPE = Pattern.compile("[A-Za-z0-9!#$&^_.+-]+/([A-Za-z0-9!#$&^_.+-]+|\\*)");

  private static <E> PolicyReading<List<E>> some(List<E> values) {
    return values.isEmpty()
        ? refused("is an empty list; give an entry or leave the field out")
        : new Understood<>(values);
  }

  private static <V> PolicyReading<V> refused(String message) {
    return refused(Kind.OTHER, message);
  }

  /** With this one fault of the value itself. */
  static <V> PolicyReading<V> refused(Kind kind, String message) {
    return new Refused<>(List.of(Fault.of(kind, message)));
  }
}
