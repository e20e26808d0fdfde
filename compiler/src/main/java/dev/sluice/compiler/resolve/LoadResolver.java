package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.BackendReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.snapshot.Concurrency;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.RetryBudget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much a backend gets to do: {@code retryBudget}, {@code concurrency} and {@code hedge}. */
final class LoadResolver {
  private static final int MOST = 1_000_000;
  private static final int LONGEST_QUEUE = 100_000;
  private static final int ADAPTIVE_MAX = 1_000;

  private final Diagnostics diagnostics;

  LoadResolver(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  RetryBudget budget(dev.sluice.crds.@Nullable RetryBudget written) {
    RetryBudget otherwise = RetryBudget.DEFAULT;
    if (written == null) {
      return otherwise;
    }
    BackendSettings settings = new BackendSettings("spec.retryBudget", diagnostics);
    return new RetryBudget(
        settings.number("percent", written.percent(), 0, 100, otherwise.percent()),
        settings.number(
            "minPerSecond", written.minPerSecond(), 0, 10_000, otherwise.minPerSecond()));
  }

  Concurrency concurrency(dev.sluice.crds.@Nullable Concurrency written) {
    if (written == null) {
      return Concurrency.UNLIMITED;
    }
    BackendSettings settings = new BackendSettings("spec.concurrency", diagnostics);
    int max = settings.number("max", written.max(), 0, MOST, 0);
    int queue = settings.number("queue", written.queue(), 0, LONGEST_QUEUE, 0);
    if (written.adaptive() == null) {
      if (max == 0 && queue > 0) {
        settings.error(
            "queue", "needs a limit: without one nobody waits; give max or adaptive, or remove it");
      }
      return max == 0 ? Concurrency.UNLIMITED : new Concurrency.Limited(max, queue);
    }
    if (max > 0) {
      settings.error("max", "excludes adaptive, which has a max of its own; remove one of them");
    }
    int least = settings.number("adaptive.min", written.adaptive().min(), 1, MOST, 1);
    int most =
        settings.number(
            "adaptive.max", written.adaptive().max(), 1, MOST, Math.max(least, ADAPTIVE_MAX));
    if (least > most) {
      settings.error(
          "adaptive.min", least + " is larger than max, which is " + most + "; swap them");
      return Concurrency.UNLIMITED;
    }
    return new Concurrency.Adaptive(least, most, queue);
  }

  Hedge hedge(dev.sluice.crds.@Nullable Hedge written) {
    var texts = HedgeReading.written(written);
    if (texts == null) {
      return Hedge.OFF;
    }
    return switch (HedgeReading.read(texts)) {
      case PolicyReading.Understood<Hedge>(Hedge hedge) -> hedge;
      case PolicyReading.Refused<Hedge>(List<PolicyReading.Fault> faults) -> {
        faults.forEach(
            fault ->
                diagnostics.error(
                    fault.kind() == PolicyReading.Kind.DURATION
                        ? BackendReason.INVALID_DURATION
                        : BackendReason.INVALID_VALUE,
                    "spec.hedge" + fault.at(),
                    fault.message()));
        yield Hedge.OFF;
      }
    };
  }
}
