package dev.sluice.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Candidates with patterns of one type. Only those are asked whose literal beginning, by whole
 * segments, the path has: {@code /api/v[0-9]+/.*} is not asked about {@code /shop}.
 */
final class PatternTable {
  private final Candidate[] candidates;

  /** Positions in {@link #candidates}, ascending, by literal beginning. */
  private final SpanMap<int[]> byPrefix;

  /**
   * @param literalPrefix what every path that a candidate takes starts with; may be empty
   */
  PatternTable(List<Candidate> unsorted, Function<Candidate, String> literalPrefix) {
    this.candidates = CandidateList.sorted(unsorted);
    Map<String, List<Integer>> positions = new HashMap<>();
    for (int position = 0; position < candidates.length; position++) {
      String prefix = literalPrefix.apply(candidates[position]);
      String segments = prefix.substring(0, Math.max(0, prefix.lastIndexOf('/')));
      positions.computeIfAbsent(segments, key -> new ArrayList<>()).add(position);
    }
    Map<String, int[]> spans = new HashMap<>();
    positions.forEach((prefix, list) -> spans.put(prefix, CandidateList.positions(list)));
    this.byPrefix = new SpanMap<>(SpanMap.Direction.FROM_START, '/', spans);
  }

  @Nullable Candidate find(MatchRequest request, Eligible eligible) {
    int best = candidates.length;
    for (var entry = byPrefix.find(request.path()); entry != null; entry = entry.shorter()) {
      best = CandidateList.first(candidates, entry.value(), best, request, eligible);
    }
    return best == candidates.length ? null : candidates[best];
  }

  void addMethods(MatchRequest request, Set<String> methods) {
    for (var entry = byPrefix.find(request.path()); entry != null; entry = entry.shorter()) {
      for (int position : entry.value()) {
        candidates[position].addMethod(request, methods);
      }
    }
  }
}
