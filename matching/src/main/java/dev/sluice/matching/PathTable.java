package dev.sluice.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All candidates for one host pattern, by path: Exact, RegularExpression, Glob, PathPrefix. */
final class PathTable {
  static final PathTable EMPTY = new PathTable(List.of());

  private final List<Candidate> candidates;
  private final Map<String, CandidateList> exact = new HashMap<>();
  private final PatternTable regexes;
  private final PatternTable globs;
  private final SpanMap<CandidateList> prefixes;

  PathTable(List<Candidate> candidates) {
    this.candidates = List.copyOf(candidates);
    Map<String, List<Candidate>> exactPaths = new HashMap<>();
    Map<String, List<Candidate>> prefixPaths = new HashMap<>();
    List<Candidate> withRegex = new ArrayList<>();
    List<Candidate> withGlob = new ArrayList<>();
    for (Candidate candidate : candidates) {
      switch (candidate.conditions().path()) {
        case PathCondition.Exact(String path) -> under(exactPaths, path).add(candidate);
        case PathCondition.Matches matches -> withRegex.add(candidate);
        case PathCondition.Wild wild -> withGlob.add(candidate);
        case PathCondition.Prefix(String prefix) -> under(prefixPaths, prefix).add(candidate);
      }
    }
    exactPaths.forEach((path, list) -> exact.put(path, new CandidateList(list)));
    this.regexes = new PatternTable(withRegex, PathTable::literalPrefix);
    this.globs = new PatternTable(withGlob, PathTable::literalPrefix);
    Map<String, CandidateList> spans = new HashMap<>();
    prefixPaths.forEach((prefix, list) -> spans.put(prefix, new CandidateList(list)));
    this.prefixes = new SpanMap<>(SpanMap.Direction.FROM_START, '/', spans);
  }

  private static List<Candidate> under(Map<String, List<Candidate>> lists, String key) {
    return lists.computeIfAbsent(key, path -> new ArrayList<>());
  }

  private static String literalPrefix(Candidate candidate) {
    return switch (candidate.conditions().path()) {
      case PathCondition.Exact(String path) -> path;
      case PathCondition.Prefix(String prefix) -> prefix;
      case PathCondition.Matches(Regex regex) -> regex.literalPrefix();
      case PathCondition.Wild(Glob glob) -> glob.literalPrefix();
    };
  }

  /** Whether this is the table of exactly these objects. */
  boolean isOf(List<Candidate> others) {
    if (candidates.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < candidates.size(); i++) {
      if (candidates.get(i) != others.get(i)) {
        return false;
      }
    }
    return true;
  }

  @Nullable Candidate find(MatchRequest request, Eligible eligible) {
    String path = request.path();
    CandidateList whole = exact.get(path);
    Candidate found = whole == null ? null : whole.find(request, eligible);
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
}
