package dev.sluice.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All candidates for one host pattern, by path: Exact, RegularExpression, Glob, PathPrefix. */
final class PathTable {
  private final Map<String, CandidateList> exact = new HashMap<>();
  private final CandidateList regexes;
  private final CandidateList globs;
  private final SpanMap<CandidateList> prefixes;

  private PathTable(Builder builder) {
    builder.exact.forEach((path, list) -> exact.put(path, new CandidateList(list)));
    this.regexes = new CandidateList(builder.regexes);
    this.globs = new CandidateList(builder.globs);
    Map<String, CandidateList> spans = new HashMap<>();
    builder.prefixes.forEach((prefix, list) -> spans.put(prefix, new CandidateList(list)));
    this.prefixes = new SpanMap<>(SpanMap.Direction.FROM_START, '/', spans);
  }

  @Nullable Candidate find(MatchRequest request, Eligible eligible) {
    String path = request.path();
    Candidate found = exact.getOrDefault(path, CandidateList.EMPTY).find(request, eligible);
    if (found == null) {
      found = regexes.find(request, eligible);
    }
    if (found == null) {
      found = globs.find(request, eligible);
    }
    for (var entry = found == null ? prefixes.find(path) : null;
        found == null && entry != null;
        entry = entry.shorter()) {
      found = entry.value().find(request, eligible);
    }
    return found;
  }

  void addMethods(MatchRequest request, Set<String> methods) {
    String path = request.path();
    exact.getOrDefault(path, CandidateList.EMPTY).addMethods(request, methods);
    regexes.addMethods(request, methods);
    globs.addMethods(request, methods);
    for (var entry = prefixes.find(path); entry != null; entry = entry.shorter()) {
      entry.value().addMethods(request, methods);
    }
  }

  static final class Builder {
    private final Map<String, List<Candidate>> exact = new HashMap<>();
    private final List<Candidate> regexes = new ArrayList<>();
    private final List<Candidate> globs = new ArrayList<>();
    private final Map<String, List<Candidate>> prefixes = new HashMap<>();

    void add(RouteCandidate described) {
      Candidate candidate = Candidate.of(described);
      switch (candidate.conditions().path()) {
        case PathCondition.Exact(String path) -> under(exact, path).add(candidate);
        case PathCondition.Matches matches -> regexes.add(candidate);
        case PathCondition.Wild wild -> globs.add(candidate);
        case PathCondition.Prefix(String prefix) -> under(prefixes, prefix).add(candidate);
      }
    }

    private static List<Candidate> under(Map<String, List<Candidate>> lists, String key) {
      return lists.computeIfAbsent(key, path -> new ArrayList<>());
    }

    PathTable build() {
      return new PathTable(this);
    }
  }
}
