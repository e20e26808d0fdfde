package dev.sluice.matching;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Candidates that share a place in the table, the one that wins first. */
final class CandidateList {
  static final CandidateList EMPTY = new CandidateList(List.of());

  private final Candidate[] candidates;

  CandidateList(List<Candidate> candidates) {
    this.candidates =
        candidates.stream()
            .sorted(Comparator.comparing(Candidate::described, RoutePrecedence.INSTANCE))
            .toArray(Candidate[]::new);
  }

  @Nullable Candidate find(MatchRequest request, Eligible eligible) {
    for (Candidate candidate : candidates) {
      if (eligible.includes(candidate) && candidate.holds(request)) {
        return candidate;
      }
    }
    return null;
  }

  void addMethods(MatchRequest request, Set<String> methods) {
    for (Candidate candidate : candidates) {
      candidate.addMethod(request, methods);
    }
  }
}
