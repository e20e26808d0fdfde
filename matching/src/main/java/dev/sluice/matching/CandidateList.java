package dev.sluice.matching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Candidates that share a place in the table, the one that wins first. Of a long list, those that
 * want a certain value of a header, say, are found by that value, so that a thousand tenants told
 * apart by one header cost what one does.
 */
final class CandidateList {
  static final CandidateList EMPTY = new CandidateList(List.of());

  /** A shorter list is faster to walk than to look up. */
  private static final int WORTH_AN_INDEX = 8;

  private final Candidate[] candidates;
  private final List<Group> groups;

  /** Positions of those that are asked one by one, ascending. */
  private final int[] others;

  /** Candidates that want some value in one place: positions by value, ascending. */
  private record Group(Selector selector, Map<String, int[]> byValue) {}

  CandidateList(List<Candidate> unsorted) {
    this.candidates = sorted(unsorted);
    Map<Selector, Map<String, List<Integer>>> indexed = new LinkedHashMap<>();
    List<Integer> rest = new ArrayList<>();
    for (int position = 0; position < candidates.length; position++) {
      Selector.Choice choice =
          candidates.length < WORTH_AN_INDEX ? null : Selector.of(candidates[position]);
      if (choice == null) {
        rest.add(position);
      } else {
        indexed
            .computeIfAbsent(choice.selector(), key -> new LinkedHashMap<>())
            .computeIfAbsent(choice.value(), key -> new ArrayList<>())
            .add(position);
      }
    }
    List<Group> found = new ArrayList<>();
    indexed.forEach((selector, byValue) -> found.add(new Group(selector, positions(byValue))));
    this.groups = List.copyOf(found);
    this.others = positions(rest);
  }

  static Candidate[] sorted(List<Candidate> unsorted) {
    return unsorted.stream()
        .sorted(Comparator.comparing(Candidate::described, RoutePrecedence.INSTANCE))
        .toArray(Candidate[]::new);
  }

  private static Map<String, int[]> positions(Map<String, List<Integer>> byValue) {
    Map<String, int[]> positions = new LinkedHashMap<>();
    byValue.forEach((value, list) -> positions.put(value, positions(list)));
    return positions;
  }

  static int[] positions(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  @Nullable Candidate find(MatchRequest request, Eligible eligible) {
    int best = first(candidates, others, candidates.length, request, eligible);
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      String value = group.selector.value(request);
      int[] positions = value == null ? null : group.byValue.get(value);
      if (positions != null) {
        best = first(candidates, positions, best, request, eligible);
      }
    }
    return best == candidates.length ? null : candidates[best];
  }

  /** The first position before {@code bound} whose candidate holds, or {@code bound}. */
  static int first(
      Candidate[] candidates, int[] positions, int bound, MatchRequest request, Eligible eligible) {
    for (int position : positions) {
      if (position >= bound) {
        break;
      }
      if (eligible.includes(candidates[position]) && candidates[position].holds(request)) {
        return position;
      }
    }
    return bound;
  }

  void addMethods(MatchRequest request, Set<String> methods) {
    for (Candidate candidate : candidates) {
      candidate.addMethod(request, methods);
    }
  }
}
