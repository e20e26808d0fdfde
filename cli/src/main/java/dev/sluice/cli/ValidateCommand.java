package dev.sluice.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.compiler.CompileCache;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.yaml.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice validate}. */
@Command(
    name = "validate",
    description =
        "Check resources and print what is wrong as file:line: kind/name: field: what and how to"
            + " mend it. With --cluster-rules it says of each problem whether only a cluster has"
            + " it.",
    footer = {
      "",
      "Exits with 0 if nothing is wrong, with 1 otherwise; warnings are not wrong.",
      "",
      "Examples:",
      "  sluice validate routes/",
      "  sluice validate routes/ --cluster-rules -o github",
      "  sluice validate --kubeconfig ~/.kube/config"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  private static final String CLUSTER_ONLY = " (a cluster judges so; sluice run does not)";

  @Parameters(
      paramLabel = "DIR",
      description = "Directories (or files) with resources in YAML; none with --kubeconfig.")
  private List<Path> directories = List.of();

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      paramLabel = "FORMAT",
      description =
          "${COMPLETION-CANDIDATES}; github: annotations of a workflow. Default:"
              + " ${DEFAULT-VALUE}.")
  private Format format;

  @Mixin private ResourceArguments arguments;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  ValidateCommand() {}

  /** Forms of output. */
  enum Format {
    text,
    json,
    github
  }

  @Override
  public Integer call() {
    Resources resources = arguments.load(directories);
    List<Problem> problems = judged(resources, arguments.clusterRules());
    List<Problem> shown = problems;
    long differences = 0;
    if (!arguments.isCluster()) {
      List<Problem> otherwise = judged(resources, !arguments.clusterRules());
      if (arguments.clusterRules()) {
        shown = marked(problems, otherwise);
      } else {
        differences = missing(otherwise, problems).size();
      }
    }
    print(shown);
    long errors = problems.stream().filter(Problem::isError).count();
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        Counted.of(resources.objects().size(), "resource")
            + ", "
            + Counted.of(errors, "error")
            + ", "
            + Counted.of(problems.size() - errors, "warning"));
    if (differences > 0) {
      err.println(
          "hint: a cluster finds "
              + Counted.of(differences, "problem")
              + " more: see --cluster-rules");
    }
    return errors == 0 ? 0 : 1;
  }

  private static List<Problem> judged(Resources resources, boolean clusterRules) {
    return resources.compile(clusterRules, LastGood.NOTHING, new CompileCache()).problems();
  }

  /** Those of one judgement that the other has not. */
  private static List<Problem> missing(List<Problem> one, List<Problem> other) {
    Set<Problem> known = new HashSet<>(other);
    return one.stream().filter(problem -> !known.contains(problem)).toList();
  }

  private static List<Problem> marked(List<Problem> cluster, List<Problem> local) {
    Set<Problem> differing = new HashSet<>(missing(cluster, local));
    return cluster.stream()
        .map(
            problem ->
                differing.contains(problem)
                    ? new Problem(
                        problem.severity(),
                        problem.file(),
                        problem.line(),
                        problem.subject(),
                        problem.field(),
                        problem.message() + CLUSTER_ONLY)
                    : problem)
        .toList();
  }

  private void print(List<Problem> problems) {
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case text -> problems.forEach(out::println);
      case github -> problems.forEach(problem -> out.println(GithubAnnotation.of(problem)));
      case json -> {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (Problem problem : problems) {
          ObjectNode each = json.addObject();
          each.put("severity", problem.severity().name());
          each.put("file", problem.file().toString());
          each.put("line", problem.line());
          each.put("subject", problem.subject());
          each.put("field", problem.field());
          each.put("message", problem.message());
        }
        out.println(json.toPrettyString());
      }
    }
    out.flush();
  }
}
