package dev.sluice.dataplane.limit.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes all or nothing wherever the counters lie. On one server one script sees to that. In a
 * cluster counters of different slots are asked at the same time, and what was taken of one is
 * given back when another has not enough or does not answer: until then it looks used, so never too
 * much is taken.
 */
final class Spread {
  private final Servers servers;

  Spread(Servers servers) {
    this.servers = servers;
  }

  /** A part of a request: its asks, and which ones they are of all. */
  private record Part(List<Ask> asks, List<Integer> places) {
    Part() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private record Heard(Part part, @Nullable List<Told> told, @Nullable Throwable failure) {}

  /**
   * @return one for each, in their order
   */
  CompletableFuture<List<Told>> take(List<Ask> asks) {
    if (!servers.isCluster() || isTogether(asks)) {
      return servers.ask(asks);
    }
    Map<Long, Part> parts = new LinkedHashMap<>();
    for (int i = 0; i < asks.size(); i++) {
      Part part = parts.computeIfAbsent(asks.get(i).key().high(), high -> new Part());
      part.asks().add(asks.get(i));
      part.places().add(i);
    }
    List<CompletableFuture<Heard>> heard =
        parts.values().stream()
            .map(
                part ->
                    servers
                        .ask(part.asks())
                        .handle((told, failure) -> new Heard(part, told, failure)))
            .toList();
    CompletableFuture<List<Told>> answer = new CompletableFuture<>();
    var unused =
        CompletableFuture.allOf(heard.toArray(CompletableFuture[]::new))
            .thenRun(
                () -> settle(asks, heard.stream().map(CompletableFuture::join).toList(), answer));
    return answer;
  }

  private static boolean isTogether(List<Ask> asks) {
    long first = asks.getFirst().key().high();
    return asks.stream().allMatch(ask -> ask.key().high() == first);
  }

  private void settle(List<Ask> asks, List<Heard> parts, CompletableFuture<List<Told>> answer) {
    Told[] all = new Told[asks.size()];
    Throwable failure = null;
    boolean enough = true;
    for (Heard heard : parts) {
      if (heard.failure() != null) {
        failure = heard.failure();
      }
      List<Told> told = heard.told() == null ? List.of() : heard.told();
      for (int i = 0; i < told.size(); i++) {
        all[heard.part().places().get(i)] = told.get(i);
        enough &= told.get(i).enough() || !heard.part().asks().get(i).binding();
      }
    }
    if (failure != null || !enough) {
      giveBack(asks, all, failure != null);
    }
    if (failure != null) {
      answer.completeExceptionally(
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure);
    } else {
      answer.complete(List.of(all));
    }
  }

  /**
   * @param nothing whether not even those that do not bind have taken
   */
  private void giveBack(List<Ask> asks, Told[] all, boolean nothing) {
    for (int i = 0; i < all.length; i++) {
      Told told = all[i];
      Ask ask = asks.get(i);
      if (told != null && told.taken() > 0 && (ask.binding() || nothing)) {
        var unused = servers.ask(List.of(ask.back(told.taken(), told.at())));
        all[i] = told.withoutTaking();
      }
    }
  }
}
