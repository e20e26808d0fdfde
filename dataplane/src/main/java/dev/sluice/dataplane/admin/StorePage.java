package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.auth.revocation.RevocationView;
import dev.sluice.dataplane.limit.redis.CountersView;
import dev.sluice.dataplane.observe.log.JsonBuffer;
import dev.sluice.dataplane.redis.RedisView;
import java.util.Locale;
import java.util.Optional;

/** What data planes share, and whether that works. */
final class StorePage {
  private StorePage() {}

  static Reply of(
      RedisView redis, Optional<CountersView> counters, Optional<RevocationView> revocations) {
    JsonBuffer out = new JsonBuffer(1 << 10).beginObject().name("redis").beginObject();
    out.name("state").string(redis.state().name().toLowerCase(Locale.ROOT));
    if (!redis.mode().isEmpty()) {
      out.name("mode").string(redis.mode().toLowerCase(Locale.ROOT)).name("servers").beginArray();
      redis.servers().forEach(out::string);
      out.endArray().name("connections").number(redis.connections());
      out.name("answered").number(redis.answered()).name("failed").number(redis.failed());
    }
    if (!redis.lastFailure().isEmpty()) {
      out.name("lastFailure").string(redis.lastFailure());
    }
    out.endObject();
    counters.ifPresent(view -> write(out.name("counters"), view));
    revocations.ifPresent(view -> write(out.name("revocations"), view));
    return Reply.json(out.endObject());
  }

  private static void write(JsonBuffer out, CountersView view) {
    out.beginObject().name("state").string(view.up() ? "up" : "down");
    out.name("replicas").number(view.replicas()).name("asked").number(view.questions());
    out.name("failed").beginObject();
    view.failures().forEach((kind, count) -> out.name(kind).number(count));
    out.endObject().name("leases").number(view.leases()).name("leased").number(view.leased());
    CountersView.State state = view.state();
    out.name("connected").bool(state.connected()).name("ready").bool(state.ready());
    out.name("breakersOpen").number(state.breakersOpen());
    if (!state.problem().isEmpty()) {
      out.name("problem").string(state.problem());
    }
    out.endObject();
  }

  private static void write(JsonBuffer out, RevocationView view) {
    out.beginObject().name("state").string(state(view)).name("entries").number(view.entries());
    if (view.loaded()) {
      out.name("ageMillis").number(view.ageMillis());
    }
    out.name("dropped").number(view.dropped()).name("malformed").number(view.malformed());
    out.name("refused").beginObject();
    view.refused().forEach((provider, count) -> out.name(provider).number(count));
    out.endObject();
    if (!view.lastFailure().isEmpty()) {
      out.name("lastFailure").string(view.lastFailure());
    }
    out.endObject();
  }

  private static String state(RevocationView view) {
    return !view.loaded() ? "loading" : view.lastFailure().isEmpty() ? "current" : "old";
  }
}
