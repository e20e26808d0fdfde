package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.LimitReason;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.RateLimit.Cost;
import dev.sluice.crds.RateLimit.CounterScope;
import dev.sluice.crds.RateLimit.OnStoreFailure;
import dev.sluice.crds.RateLimit.Store;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Algorithm;
import dev.sluice.snapshot.RateLimit.Allowance;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.OnFailure;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One limit of a RateLimitPolicy. */
final class LimitResolver {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final int MOST_AT_ONCE = 1_000_000;
  private static final int DEAREST = 1_000_000;

  private final LimitFields fields;
  private final LimitConditionResolver conditions;
  private final LimitKeyResolver keys;

  LimitResolver(LimitFields fields, boolean forBackends) {
    this.fields = fields;
    this.conditions = new LimitConditionResolver(fields, forBackends);
    this.keys = new LimitKeyResolver(fields);
  }

  /** Empty if anything is wrong with it; all mistakes are told at once. */
  Optional<RateLimit> resolve(dev.sluice.crds.RateLimit written, String field) {
    int before = fields.errors();
    String name = Objects.requireNonNullElse(written.name(), "");
    if (!NAME.matcher(name).matches()) {
      fields.error(
          LimitReason.INVALID_LIMIT,
          field + ".name",
          PlainText.quote(name)
              + " is no name; write 1 to 63 lower-case letters, digits and hyphens");
    }
    var when = conditions.resolve(written.when(), field + ".when");
    var key = keys.resolve(written.key(), field + ".key");
    Optional<Allowance> allowance = allowance(written, field);
    CounterStore store = store(written, field);
    return allowance.isEmpty() || fields.errors() > before
        ? Optional.empty()
        : Optional.of(
            new RateLimit(
                name,
                when,
                key,
                allowance.get(),
                written.counterScope() == CounterScope.Route,
                store));
  }

  private Optional<Allowance> allowance(dev.sluice.crds.RateLimit written, String field) {
    if ((written.limit() == null) == (written.concurrency() == null)) {
      fields.error(
          LimitReason.INVALID_LIMIT,
          field,
          "needs exactly one of limit and concurrency; "
              + (written.limit() == null
                  ? "say how many requests in which time, or how many at a time"
                  : "write the other as a limit of its own"));
      return Optional.empty();
    }
    return written.limit() == null
        ? Optional.of(concurrent(written, field))
        : Optional.of(rate(written, written.limit(), field));
  }

  private Allowance concurrent(dev.sluice.crds.RateLimit written, String field) {
    alone(written.algorithm(), field + ".algorithm");
    alone(written.tiers(), field + ".tiers");
    alone(written.cost(), field + ".cost");
    if (written.store() != null && written.store() != Store.Local) {
      fields.error(
          LimitReason.INVALID_STORE,
          field + ".store",
          written.store()
              + " counts no requests that run: concurrency is counted in each replica; remove"
              + " store");
    }
    String max = field + ".concurrency.max";
    Integer most = written.concurrency() == null ? null : written.concurrency().max();
    if (most == null) {
      fields.error(LimitReason.INVALID_AMOUNT, max, "is missing; say how many at a time");
    }
    return new Allowance.Concurrent(
        fields.number(LimitReason.INVALID_AMOUNT, max, most, 1, MOST_AT_ONCE, 1));
  }

  private void alone(@Nullable Object written, String field) {
    if (written != null) {
      fields.error(
          LimitReason.INVALID_LIMIT, field, "belongs to limit, not to concurrency; remove it");
    }
  }

  private Allowance rate(
      dev.sluice.crds.RateLimit written, dev.sluice.crds.RateLimit.Amount limit, String field) {
    Algorithm algorithm =
        written.algorithm() == dev.sluice.crds.RateLimit.Algorithm.TokenBucket
            ? Algorithm.TOKEN_BUCKET
            : Algorithm.SLIDING_WINDOW;
    Cost cost = Objects.requireNonNullElse(written.cost(), new Cost(null, null));
    long requestCost =
        fields.number(
            LimitReason.INVALID_AMOUNT, field + ".cost.request", cost.request(), 0, DEAREST, 1);
    String header =
        cost.responseHeader() == null
            ? ""
            : fields.responseHeader(cost.responseHeader(), field + ".cost.responseHeader");
    if (requestCost == 0 && header.isEmpty()) {
      fields.error(
          LimitReason.INVALID_AMOUNT,
          field + ".cost.request",
          "is 0 and no responseHeader says what a request costs, so that nothing is ever counted;"
              + " give 1 or more, or responseHeader");
    }
    AmountResolver amounts = new AmountResolver(fields, algorithm, requestCost);
    return new Allowance.Rate(
        algorithm,
        amounts.resolve(limit, field + ".limit"),
        amounts.tiers(written.tiers(), field + ".tiers"),
        requestCost,
        header);
  }

  private CounterStore store(dev.sluice.crds.RateLimit written, String field) {
    boolean lease = Boolean.TRUE.equals(written.lease());
    Store store = Objects.requireNonNullElse(written.store(), Store.Local);
    if (lease && store != Store.Redis) {
      fields.error(
          LimitReason.INVALID_STORE,
          field + ".lease",
          "takes quotas from Redis, and store is "
              + store
              + "; write store: Redis, or remove lease");
    }
    OnStoreFailure then = written.onStoreFailure();
    if (store != Store.Redis && then != null && then != OnStoreFailure.LocalFallback) {
      fields.warning(
          LimitReason.INVALID_STORE,
          field + ".onStoreFailure",
          "is "
              + then
              + ", and store is "
              + store
              + ", which cannot fail so: it changes nothing; write store: Redis, or remove it");
    }
    return switch (store) {
      case Local -> new CounterStore.Local();
      case Cluster -> new CounterStore.Cluster();
      case Redis ->
          new CounterStore.Shared(
              lease,
              then == null
                  ? OnFailure.LOCAL_FALLBACK
                  : switch (then) {
                    case Open -> OnFailure.OPEN;
                    case Closed -> OnFailure.CLOSED;
                    case LocalFallback -> OnFailure.LOCAL_FALLBACK;
                  });
    };
  }
}
