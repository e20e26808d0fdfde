package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimit.TierSource;
import dev.sluice.snapshot.RateLimit.Tiers;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Which amount is whose. */
sealed interface TierChoice {
  Tier of(HttpServerExchange exchange, RequestContext context);

  /** Whether it is known only once it is known who asks. */
  boolean needsIdentity();

  /** The same for everybody. */
  record One(Tier tier) implements TierChoice {
    @Override
    public Tier of(HttpServerExchange exchange, RequestContext context) {
      return tier;
    }

    @Override
    public boolean needsIdentity() {
      return false;
    }
  }

  /** As a header says, which may be the client's own: the operator trusts it, or should not. */
  record ByHeader(HttpString name, Map<String, Tier> tiers, Tier usual) implements TierChoice {
    @Override
    public Tier of(HttpServerExchange exchange, RequestContext context) {
      HeaderValues lines = exchange.getRequestHeaders().get(name);
      return lines == null || lines.size() != 1
          ? usual
          : tiers.getOrDefault(lines.getFirst(), usual);
    }

    @Override
    public boolean needsIdentity() {
      return false;
    }
  }

  /**
   * As the credential says.
   *
   * @param ofKeys whether it must be an API key
   */
  record ByCredential(String name, boolean ofKeys, Map<String, Tier> tiers, Tier usual)
      implements TierChoice {
    @Override
    public Tier of(HttpServerExchange exchange, RequestContext context) {
      Identity identity = context.identity();
      if (identity == null || (ofKeys && identity.apiKey().isEmpty())) {
        return usual;
      }
      List<String> texts = identity.attributes().texts(name);
      for (int i = 0; i < texts.size(); i++) {
        Tier tier = tiers.get(texts.get(i));
        if (tier != null) {
          return tier;
        }
      }
      return usual;
    }

    @Override
    public boolean needsIdentity() {
      return true;
    }
  }

  /**
   * @param maker makes a tier of its name, empty for the usual one, and its amount
   */
  static TierChoice of(Tiers tiers, Amount usual, BiFunction<String, Amount, Tier> maker) {
    Tier otherwise = maker.apply("", usual);
    return switch (tiers) {
      case Tiers.None none -> new One(otherwise);
      case Tiers.ByValue(TierSource by, String name, Map<String, Amount> amounts) -> {
        Map<String, Tier> made = new HashMap<>();
        amounts.forEach((value, amount) -> made.put(value, maker.apply(value, amount)));
        yield switch (by) {
          case HEADER -> new ByHeader(new HttpString(name), made, otherwise);
          case CLAIM -> new ByCredential(name, false, made, otherwise);
          case API_KEY -> new ByCredential(name, true, made, otherwise);
        };
      }
    };
  }
}
